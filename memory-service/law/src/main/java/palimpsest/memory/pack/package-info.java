/** Domain packs: a statute book, its procedures and its documents, written in YAML and read strictly (docs/packs.md). */
package palimpsest.memory.pack;
