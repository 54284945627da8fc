package palimpsest.memory.pack.law;

import java.util.List;

/**
 * An offence that somebody may be charged with.
 *
 * @param expansions other names, and neighbouring offences that come into question
 * @param articles   that it is punished by (the consistency map); empty when the pack does not say
 */
public record Charge(String name, List<String> expansions, List<ArticleId> articles) {

    public Charge {
        expansions = List.copyOf(expansions);
        articles = List.copyOf(articles);
    }
}
