/** What is remembered over conversations: records with their source, bi-temporal, found by meaning and words, erased on request. */
package palimpsest.memory.longterm;
