package palimpsest.runtime.verify.claim;

import java.util.List;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.verify.Check;

/** The checks of knowledge accuracy, none of which needs a language model. */
public final class KnowledgeChecks {

    private KnowledgeChecks() {}

    public static List<Check> all() {
        return List.of(new QuoteCheck(), new FigureCheck(), new NameCheck(), new WordingCheck(), new CitationCheck(), new SupportCheck(new CitationResolver()));
    }
}
