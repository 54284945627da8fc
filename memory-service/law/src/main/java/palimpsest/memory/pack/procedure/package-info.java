/** Procedures as rules, and the interpreter that says whether a move is allowed. Pure: no clock, no store. */
package palimpsest.memory.pack.procedure;
