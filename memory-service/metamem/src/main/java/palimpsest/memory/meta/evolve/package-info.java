/** Evolution: rules on how to use memories are learned from labelled questions (MetaMem, arXiv 2602.11182, section 3). */
package palimpsest.memory.meta.evolve;
