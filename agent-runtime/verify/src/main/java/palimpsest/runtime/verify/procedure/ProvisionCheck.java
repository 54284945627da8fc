package palimpsest.runtime.verify.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import palimpsest.memory.claim.QuoteLocator;
import palimpsest.memory.claim.QuotedPart;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.Mention;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/**
 * Articles that a note or an answer names exist in the conversation's pack, down to the paragraph, and say what is quoted from them: a quote belongs to the article
 * that is named last before it, or else first after it, in its sentence or the one before.
 */
public final class ProvisionCheck implements Check {

    public static final String NAME = "provision";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.KNOWLEDGE_ACCURACY, CheckScope.CLAIMS);

    /** Between an article and its quote, in characters. */
    private static final int REACH = 60;
    private static final int SHORTEST = 6;

    private final BiFunction<String, UUID, Optional<PackLibrary>> packs;

    /** @param packs the pack of a tenant's conversation */
    public ProvisionCheck(BiFunction<String, UUID, Optional<PackLibrary>> packs) {
        this.packs = packs;
    }

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        return packs.apply(facts.tenant(), facts.conversationId()).map(library -> findings(library, text(subject), budget)).orElse(List.of());
    }

    private static String text(Subject subject) {
        return switch (subject) {
            case Subject.AnswerGiving answer -> answer.answer();
            case Subject.NoteWriting note -> note.content();
            case Subject.ToolUse ignored -> "";
        };
    }

    private List<Finding> findings(PackLibrary library, String text, VerificationBudget budget) {
        List<Mention> mentions = library.provisions().mentions(text);
        List<Finding> findings = new ArrayList<>();
        for (Mention mention : mentions) {
            budget.checkDeadline();
            findings.add(named(library, mention, text));
        }
        int done = 0;
        for (List<QuotedPart> closings : mentions.isEmpty() ? List.<List<QuotedPart>>of() : QuotedPart.of(text)) {
            QuotedPart quote = closings.getLast();
            if (quote.start() > done && quote.text().strip().length() >= SHORTEST) {
                budget.checkDeadline();
                owner(mentions, quote, text).flatMap(mention -> quoted(library, mention, closings)).ifPresent(findings::add);
                done = quote.end();
            }
        }
        return findings;
    }

    private Finding named(PackLibrary library, Mention mention, String text) {
        String claim = text.substring(mention.start(), mention.end());
        Optional<Article> found = library.provisions().article(mention.article());
        if (found.isEmpty()) {
            return Finding.fail(dimension(), NAME, claim, "there is no " + mention.article(), "Look the article up with law_retrieval, or leave it out.");
        }
        if (mention.paragraph() != null && found.get().paragraph(mention.paragraph()).isEmpty()) {
            return Finding.fail(dimension(), NAME, claim, mention.article() + " has " + found.get().paragraphs().size() + " paragraphs", "Name the paragraph that says it.");
        }
        return Finding.pass(dimension(), NAME, claim, "it exists", null);
    }

    /** The article that a quote is said to be from. */
    private static Optional<Mention> owner(List<Mention> mentions, QuotedPart quote, String text) {
        Optional<Mention> before = mentions.stream().filter(mention -> mention.end() <= quote.start() && quote.start() - mention.end() <= REACH).reduce((one, later) -> later);
        return before.or(() -> mentions.stream().filter(mention -> mention.start() >= quote.end() && mention.start() - quote.end() <= REACH
                && text.substring(quote.end(), mention.start()).indexOf('\n') < 0).findFirst());
    }

    private Optional<Finding> quoted(PackLibrary library, Mention mention, List<QuotedPart> closings) {
        Optional<Article> found = library.provisions().article(mention.article());
        Optional<String> place = found.flatMap(article -> mention.paragraph() == null ? Optional.of(article.text()) : article.paragraph(mention.paragraph()));
        if (place.isEmpty()) {
            return Optional.empty();
        }
        String quote = closings.stream().map(QuotedPart::text).filter(each -> stands(place.get(), each)).findFirst().orElse(null);
        if (quote != null) {
            return Optional.of(Finding.pass(dimension(), NAME, quote, "it stands in " + where(mention), null));
        }
        String claimed = closings.getLast().text();
        return Optional.of(Finding.fail(dimension(), NAME, claimed, "it does not stand in " + where(mention) + elsewhere(library, found.get(), claimed),
                "Quote the article to the character, and name the one that says it."));
    }

    private static String elsewhere(PackLibrary library, Article named, String quote) {
        for (int paragraph = 1; paragraph <= named.paragraphs().size(); paragraph++) {
            if (stands(named.paragraph(paragraph).orElseThrow(), quote)) {
                return "; it stands in paragraph " + paragraph;
            }
        }
        return library.articles().rank(quote, 3).stream().map(ranked -> ranked.item()).filter(article -> stands(article.text(), quote)).findFirst()
                .map(article -> "; it stands in " + article.id()).orElse("");
    }

    private static boolean stands(String text, String quote) {
        return new QuoteLocator(text).find(quote).isPresent();
    }

    private static String where(Mention mention) {
        return mention.article() + (mention.paragraph() == null ? "" : ", paragraph " + mention.paragraph());
    }
}
