/** The model that needs no language model: it drives the loop by rules and answers with sentences that it quotes. */
package palimpsest.runtime.model.extractive;
