/** Two stores that last over rounds, of what passed a check only: knowledge and context (LawThinker, arXiv 2602.12056, Memorize). */
package palimpsest.memory.verified;
