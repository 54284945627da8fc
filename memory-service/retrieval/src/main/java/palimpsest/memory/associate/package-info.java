/** Passages that belong together because they were used together or follow one another (predictive associative memory). */
package palimpsest.memory.associate;
