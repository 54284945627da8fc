package palimpsest.runtime.verify.claim;

import java.util.List;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.verify.Check;

/** The checks of knowledge accuracy, none of which needs a language model. */
public final class KnowledgeChecks {

    private KnowledgeChecks() {}

    /** Over sources that they share. */
    public static List<Check> all() {
        var sources = new Sources();
        return List.of(new QuoteCheck(sources), new FigureCheck(sources), new NameCheck(sources), new CitationCheck(), new SupportCheck(new CitationResolver()));
    }
}
