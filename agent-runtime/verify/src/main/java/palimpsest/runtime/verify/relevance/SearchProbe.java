package palimpsest.runtime.verify.relevance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import palimpsest.memory.document.Document;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Word;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/**
 * Asks a search again in two other wordings and compares what comes back (paraphrase probing, PPCV): a chunk that is found in one
 * wording only was found by its words, not by what it says. A language model makes the wordings where there is one, rules otherwise.
 */
public final class SearchProbe implements Check {

    public static final String NAME = "probe";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.RELEVANCE,
            subject -> subject instanceof Subject.ToolUse use && use.result().get("retrieved_chunks") instanceof List<?> chunks && !chunks.isEmpty());

    private static final int COMPARED = 3;
    private static final int DEPTH = 20;
    private static final int TOKENS = 200;

    private final PassageSearch search;
    private final Languages languages = Languages.shared();
    private final VerifierModel model;

    /** @param model makes the wordings; null for rules */
    public SearchProbe(PassageSearch search, VerifierModel model) {
        this.search = search;
        this.model = model;
    }

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        var use = (Subject.ToolUse) subject;
        List<ReadSpan> found = chunks(use, facts);
        if (found.isEmpty()) {
            return List.of();
        }
        String keywords = String.valueOf(use.arguments().get("keyword"));
        Collection<String> wordings = Optional.ofNullable(model).flatMap(one -> one.reworded(keywords, facts.question(), budget)).<Collection<String>>map(each -> each)
                .orElseGet(() -> wordings(keywords, facts.question()));
        if (wordings.isEmpty()) {
            return List.of();
        }
        Set<ReadSpan> again = new LinkedHashSet<>();
        for (String wording : wordings) {
            budget.interact(TOKENS);
            List<PassageHit> hits = search.search(SearchQuery.of(facts.tenant(), facts.documents().stream().map(Document::id).toList(), wording, DEPTH));
            found.stream().filter(chunk -> hits.stream().anyMatch(hit -> within(hit, chunk))).forEach(again::add);
        }
        String evidence = String.format(Locale.ROOT, "%d of the first %d chunks are found in other wordings too (%s)", again.size(), found.size(),
                String.join(" / ", wordings));
        return List.of(!again.isEmpty() ? Finding.pass(dimension(), NAME, "", evidence, null)
                : Finding.fail(dimension(), NAME, "", evidence, "Search with other words too before you rely on these chunks."));
    }

    private static List<ReadSpan> chunks(Subject.ToolUse use, Facts facts) {
        List<ReadSpan> chunks = new ArrayList<>();
        for (Object item : (List<?>) use.result().get("retrieved_chunks")) {
            if (chunks.size() < COMPARED && item instanceof java.util.Map<?, ?> chunk && chunk.get("chunk_id") instanceof Integer id) {
                facts.chunk(id).ifPresent(chunks::add);
            }
        }
        return chunks;
    }

    /** The question as it was asked, and the content words of both in their simplest form. */
    private Set<String> wordings(String keywords, String question) {
        Set<String> wordings = new LinkedHashSet<>();
        Optional.ofNullable(question).filter(asked -> !asked.isBlank() && !asked.equals(keywords)).ifPresent(wordings::add);
        List<String> words = languages.of(keywords).of(keywords).reversed().stream().map(Word::term).distinct().toList();
        if (!words.isEmpty()) {
            wordings.add(String.join(" ", words));
        }
        return wordings;
    }

    private static boolean within(PassageHit hit, ReadSpan chunk) {
        return chunk.overlaps(hit.documentId(), hit.start(), hit.end());
    }
}
