package palimpsest.memory.longterm;

/**
 * What a cluster's criterion was fitted to: of how many of its members something is known.
 *
 * @param overruled members that a person has decided on
 * @param cited     members that an answer cited later
 * @param judged    members that a language model has judged by the cluster's rule
 */
public record CriterionBasis(int overruled, int cited, int judged) {

    public static final CriterionBasis NOTHING = new CriterionBasis(0, 0, 0);
}
