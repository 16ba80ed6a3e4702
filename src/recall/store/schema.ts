/** The database of the index: texts, word index and vectors. A cache, so a new version discards the old one. */

/** Raise when tables, passages or what `indexable` writes change: an index of another version is built anew. */
export const INDEX_VERSION = 2

/** `text` is the last column, so that reading the others never touches its overflow pages. */
export const SCHEMA = `
create table meta (name text primary key, value text not null) without rowid;
create table cubes (id integer primary key, cube text not null unique, at text);
create table memories (
  id integer primary key,
  cube integer not null,
  key text not null,
  memory text not null,
  spans text not null,
  tags text not null,
  created real not null,
  valid_from real,
  valid_until real,
  expires real,
  author text not null,
  voice text not null,
  session text,
  place real,
  embedded integer not null default 0,
  text text not null
);
create unique index memories_by_key on memories (cube, key);
create index memories_by_cid on memories (memory);
create index memories_by_session on memories (cube, session, place, key) where session is not null;
create table vectors (passage integer primary key, generation integer not null, vector blob, tokens blob);
create virtual table words using fts5 (
  passage, content = '', contentless_delete = 1,
  tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
`
