package palimpsest.evaluation.verification;

import java.util.List;
import java.util.Random;

/** Generates cases of one or several kinds, and clean ones of the same making. Found by {@link java.util.ServiceLoader} for {@code eval verify}. */
public interface VerificationCases {

    /**
     * @param random the only source of chance: the same seed gives the same cases
     * @param each   cases of each kind
     */
    List<VerificationCase> generate(Random random, int each);
}
