/** The fault test: real processes killed at random instants, and what came of their runs. */
package palimpsest.evaluation.faults;
