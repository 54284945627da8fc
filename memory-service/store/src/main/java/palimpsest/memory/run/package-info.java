/** Runs as rows: their state, their lease, and the steps that they have committed. */
package palimpsest.memory.run;
