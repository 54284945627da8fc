/** An inner agent that decides what to check of an exploration, and checks it with tools (LawThinker, arXiv 2602.12056, section on DeepVerifier). */
package palimpsest.runtime.verify.deep;
