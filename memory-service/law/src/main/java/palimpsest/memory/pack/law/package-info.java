/** What a pack knows of the law: articles, offences, cases, and how they are found. */
package palimpsest.memory.pack.law;
