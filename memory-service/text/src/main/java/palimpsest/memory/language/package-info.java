/** Sentences and content words of plain text in several languages: what quoting and citing are built on. */
package palimpsest.memory.language;
