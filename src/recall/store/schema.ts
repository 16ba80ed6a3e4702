/** The database of the index: texts, word index and vectors. A cache, so a new version discards the old one. */
import { WORD_TABLES } from '../words/segment-store.ts'
import { AWAY_TABLES } from './away-store.ts'

/**
 * A memory is here once, under its CID, with its words and vectors; `places` says in which cubes it stands, under which
 * keys and with whose voice. So a fork adds places and nothing else. Texts are a table of their own, so that reading and
 * changing the numbers never touches them; it is nearly empty where somebody else has the texts (`texts.ts`).
 */
export const SCHEMA = `
create table meta (name text primary key, value text not null) without rowid;
create table cubes (id integer primary key, cube text not null unique, at text);
create table tag_sets (id integer primary key, tags text not null unique);
create table voices (id integer primary key, cube integer not null, author text not null, voice text not null);
create unique index voices_by_name on voices (cube, author, voice);
create table sessions (id integer primary key, session text not null unique);
create table memories (
  id integer primary key,
  cid text not null unique,
  first_passage integer not null,
  lengths blob not null,
  tags integer not null,
  created real not null,
  valid_from real,
  valid_until real,
  expires real,
  embedded integer not null default 0,
  flush integer not null default 0
);
create table texts (id integer primary key, text text not null);
create table spans (id integer primary key, spans text not null);
create table places (
  id integer primary key,
  cube integer not null,
  key text not null,
  memory integer not null,
  voice integer not null,
  session integer,
  turn real
);
create unique index places_by_key on places (cube, key);
create index places_by_session on places (cube, session, turn, key) where session is not null;
create table opaque (cube integer not null, key text not null, primary key (cube, key)) without rowid;
create table vectors (passage integer primary key, generation integer not null, vector blob, tokens blob);
${WORD_TABLES}${AWAY_TABLES}`
