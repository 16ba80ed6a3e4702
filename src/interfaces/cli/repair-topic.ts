/** `memcube help repair`: what can happen to a home, what memcube says of it, and what heals it. */
export const repairTopic = `Damaged homes, and what heals them

  memcube fsck             looks at everything and changes nothing
  memcube fsck --repair    mends what is here, then asks peers for the rest; run it while a daemon
                           with peers runs, and again when more of them are there
  memcube doctor           says what is known to be wrong, and what to do

  Everything that is fetched is proved by its hash or signature before it takes the place of what
  was damaged. Nothing damaged is thrown away: values are moved aside in the store, and damaged
  files of the database are kept as HOME/store/level.damaged-1 (delete it when all is well).

What happens                              What memcube does

The database (HOME/store/level)
  CURRENT is missing or empty             opens on a mended copy; nothing is lost
  MANIFEST is missing, empty or garbled   opens on a mended copy; nothing is lost
  LOCK is missing                         nothing is wrong
  the log is missing, cut or garbled      opens; the newest writes are lost, and fsck --repair names
                                          the commits and signs a new head over what is left
  the tables are missing, empty, cut      opens with what can be read in them; own memories that
  in half or garbled in the middle        were never published are lost where the table was, the
                                          cubes of others are healed by peers
  the database is missing                 opens empty; the cubes of others are healed by peers
  the whole store is missing              opens empty and says so; restore a backup

Blocks
  a flipped bit                           healed without peers, by the block's hash
  a memory is overwritten                 healed by peers; where nobody has it, fsck names the key
  a tree node is overwritten              healed from the index for the current state, or by peers

Records
  the record of a cube                    made again from its signed head; say again whether you
                                          follow or publish it
  a high-water mark                       put back from its second copy, HOME/store/marks, so that no
                                          older head is taken for news; without the copy, from the
                                          cube's own record
  record, high-water mark and second      own cubes: a new head is signed over the commits that are
  copy are gone                           here; those of others: pull them again
  what was decided about an author        moved aside; decide again (trust, follow, block)
  the second copy is missing or garbled   written again
  a mark of an interrupted pull           taken away; the pull starts anew

The index (HOME/index)
  missing or garbled                      made again by itself

Files of the home
  config.json is missing                  refused (ERR_CORRUPT): \`memcube init\` completes the home
  config.json is garbled                  refused (ERR_CORRUPT): put it back or write it by hand
  config.json is of a newer format        refused (ERR_INCOMPATIBLE): use a newer memcube
  author.key is missing, empty or         refused (ERR_CORRUPT): put it back from a backup; it is
  another key                             never made anew, that would be another author
  node.key is missing                     refused (ERR_CORRUPT): put it back from a backup
  node.key is another key                 opens and says so: peers know this node under a new id
  api.token is missing or garbled         refused (ERR_NOT_FOUND, ERR_CORRUPT): \`memcube init\`

  Without a peer that has it, a memory that was never published and is overwritten cannot be
  healed by anybody: back up, or publish.`
