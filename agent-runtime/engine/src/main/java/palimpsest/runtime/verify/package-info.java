/** Checks what an agent explored, noted and answered before it counts (LawThinker, arXiv 2602.12056, DeepVerifier). */
package palimpsest.runtime.verify;
