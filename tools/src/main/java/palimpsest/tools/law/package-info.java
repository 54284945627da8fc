/** The tool set {@code law}: the fifteen tools of LawThinker (arXiv 2602.12056) on a pack, and one that records what is done in a hearing. */
package palimpsest.tools.law;
