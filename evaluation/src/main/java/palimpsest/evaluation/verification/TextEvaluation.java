package palimpsest.evaluation.verification;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import palimpsest.evaluation.squad.SquadArticle;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.ChineseNumber;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.pack.law.Law;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.runtime.verify.claim.TextFacts;
import palimpsest.runtime.verify.procedure.ProvisionCheck;
import palimpsest.runtime.verify.relevance.PassageRelevance;

/**
 * Measures the checks on texts of others: true sentences of them, as a note restates them, and the same made false in one way; and questions beside the paragraph that answers them
 * and one of another text. Every second text (of statutes, article) is for fitting; what is reported is of the others.
 */
public final class TextEvaluation {

    private static final int SHORTEST = 40;
    private static final int SHORTEST_IDEOGRAPHIC = 14;
    private static final int LONGEST = 400;
    private static final int ARTICLES_A_TEXT = 8;

    private final int most;
    private final long seed;
    private final List<String> missed = new ArrayList<>();

    /** @param most sentences of a file or law */
    public TextEvaluation(int most, long seed) {
        this.most = most;
        this.seed = seed;
    }

    /** Of a kind of sentence, those in which a check failed. */
    public record Share(int failed, int n) {
        Share plus(boolean fails) {
            return new Share(failed + (fails ? 1 : 0), n + 1);
        }

        /** 0 to 1. */
        public double value() {
            return n == 0 ? 0 : (double) failed / n;
        }
    }

    /**
     * Of one part of the texts.
     *
     * @param altered by kind, those that were found
     * @param clean   true sentences; those that failed are false alarms
     * @param auc     that a paragraph with the answer scores higher than one of another text; null without questions
     * @param passed  answering paragraphs at or above the threshold, which passes 98 % of those for fitting; null without questions
     * @param refused paragraphs of another text below it; null without questions
     */
    public record Part(SequencedMap<String, Share> altered, Share clean, Double auc, Share passed, Share refused) {

        /** Over all kinds. */
        public Share found() {
            return new Share(altered.values().stream().mapToInt(Share::failed).sum(), altered.values().stream().mapToInt(Share::n).sum());
        }
    }

    /** @param threshold of relevance, fitted; null without questions */
    public record Result(String name, Part fit, Part report, Double threshold) {}

    /** Of cases that were judged wrongly in the part that is for fitting: the others stay unseen. */
    public List<String> missed() {
        return List.copyOf(missed);
    }

    // --- texts with questions

    /** @param relevance scores paragraphs; null to leave relevance out */
    public Result of(String name, List<SquadArticle> articles, PassageRelevance relevance) {
        List<Tally> parts = List.of(new Tally(), new Tally());
        var verifier = new CheckingVerifier(KnowledgeChecks.all(), VerificationBudget.Limits.DEFAULT);
        var random = new Random(seed);
        List<Statement> statements = new ArrayList<>();
        for (int a = 0; a < articles.size(); a++) {
            SquadArticle article = articles.get(a);
            List<String> names = names(article);
            TextFacts facts = TextFacts.of(article.title(), article.paragraphs().stream().map(paragraph -> paragraph.text() + "\n\n").toList(), "What does the text say?");
            for (SquadArticle.Paragraph paragraph : article.paragraphs()) {
                for (String sentence : sentences(paragraph.text())) {
                    String named = names.stream().filter(sentence::contains).findFirst().orElse(null);
                    String other = named == null ? null : names.stream().filter(each -> alike(each, named) && !sentence.contains(each)).findFirst().orElse(null);
                    statements.add(new Statement(a % 2, sentence, named, other, facts, verifier));
                }
            }
        }
        run(statements, random, parts);
        if (relevance != null) {
            pairs(articles, relevance, parts);
        }
        return result(name, parts);
    }

    /** Answers that are names: short, without digits, capitalised or in a script without capitals. */
    private static List<String> names(SquadArticle article) {
        Set<String> names = new LinkedHashSet<>();
        for (SquadArticle.Question question : article.answered()) {
            String answer = question.answers().getFirst().text();
            boolean name = answer.codePoints().allMatch(c -> Character.isIdeographic(c) || c == '·') && answer.length() >= 2 && answer.length() <= 8
                    || answer.matches("\\p{Lu}[\\p{L}’'-]+(?: \\p{Lu}[\\p{L}’'-]+){0,3}") && answer.length() <= 30;
            if (name && answer.codePoints().noneMatch(c -> "一二三四五六七八九十百千万".indexOf(c) >= 0)) {
                names.add(answer);
            }
        }
        return List.copyOf(names);
    }

    private static boolean alike(String one, String other) {
        return !one.contains(other) && !other.contains(one) && Character.isIdeographic(one.codePointAt(0)) == Character.isIdeographic(other.codePointAt(0));
    }

    private static void pairs(List<SquadArticle> articles, PassageRelevance relevance, List<Tally> parts) {
        for (int a = 0; a < articles.size(); a++) {
            // The next text of the same part: what is for fitting is not seen beside what is reported.
            SquadArticle other = articles.get((a + 2) % articles.size());
            int at = 0;
            for (SquadArticle.Paragraph paragraph : articles.get(a).paragraphs()) {
                for (SquadArticle.Question question : paragraph.questions()) {
                    if (question.answers().isEmpty()) {
                        continue;
                    }
                    parts.get(a % 2).relevant.add(relevance.score(question.text(), paragraph.text()));
                    parts.get(a % 2).unrelated.add(relevance.score(question.text(), other.paragraphs().get(at++ % other.paragraphs().size()).text()));
                }
            }
        }
    }

    // --- statutes

    public Result of(Pack pack, Law law) {
        List<Tally> parts = List.of(new Tally(), new Tally());
        var library = new PackLibrary(new Pack(pack.name(), pack.title(), pack.language(), List.of(law), List.of(), List.of(), List.of(), List.of()), Meaning.NONE);
        List<Check> checks = new ArrayList<>(KnowledgeChecks.all());
        checks.add(new ProvisionCheck((tenant, conversation) -> Optional.of(library)));
        var verifier = new CheckingVerifier(checks, VerificationBudget.Limits.DEFAULT);
        var random = new Random(seed);
        List<Statement> statements = new ArrayList<>();
        List<Citing> citing = new ArrayList<>();
        for (int from = 0; from < law.articles().size(); from += ARTICLES_A_TEXT) {
            List<Article> text = law.articles().subList(from, Math.min(law.articles().size(), from + ARTICLES_A_TEXT));
            TextFacts facts = TextFacts.of(law.name(), text.stream().map(article -> article.text() + "\n\n").toList(), "What does the law say?");
            for (Article article : text) {
                int part = Math.floorMod(article.id().number().hashCode(), 2);
                for (int paragraph = 1; paragraph <= article.paragraphs().size(); paragraph++) {
                    for (String sentence : sentences(article.paragraph(paragraph).orElseThrow())) {
                        statements.add(new Statement(part, sentence, null, null, facts, verifier));
                        citing.add(new Citing(part, law, article, paragraph, sentence, facts, verifier));
                    }
                }
            }
        }
        run(statements, random, parts);
        some(citing).forEach(one -> one.judge(parts.get(one.part())));
        return result(law.name(), parts);
    }

    /** A sentence that is quoted from an article of a law. */
    private record Citing(int part, Law law, Article article, int paragraph, String sentence, TextFacts facts, Verifier verifier) {

        void judge(Tally tally) {
            tally.clean = tally.clean.plus(fails(cited(article.id().number(), paragraph), facts, verifier));
            int place = law.articles().indexOf(article);
            Article other = law.articles().get((place + 1) % law.articles().size());
            if (!other.text().contains(sentence)) {
                tally.add("another article", fails(cited(other.id().number(), null), facts, verifier));
            }
            int paragraphs = article.paragraphs().size();
            if (paragraphs > 1) {
                int wrong = paragraph == paragraphs ? 1 : paragraph + 1;
                if (!article.paragraph(wrong).orElseThrow().contains(sentence)) {
                    tally.add("another paragraph", fails(cited(article.id().number(), wrong), facts, verifier));
                }
            }
            tally.add("invented article", fails(cited(String.valueOf(9_000 + place % 900), null), facts, verifier));
        }

        private String cited(String number, Integer ofParagraph) {
            boolean chinese = Character.isIdeographic(law.name().codePointAt(0));
            String[] parts = number.split("-");
            if (chinese && parts[0].matches("\\d+")) {
                return "《" + law.name() + "》第" + ChineseNumber.write(Integer.parseInt(parts[0])) + "条" + (parts.length > 1 ? "之" + ChineseNumber.write(Integer.parseInt(parts[1])) : "")
                        + (ofParagraph == null ? "" : "第" + ChineseNumber.write(ofParagraph) + "款") + "规定：“" + sentence + "”";
            }
            return "Article " + number + (ofParagraph == null ? "" : "(" + ofParagraph + ")") + " of the " + law.name() + " says: “" + sentence + "”";
        }
    }

    // --- both

    /** A true sentence. */
    private record Statement(int part, String sentence, String named, String other, TextFacts facts, Verifier verifier) {}

    private void run(List<Statement> statements, Random random, List<Tally> parts) {
        var alterations = new Alterations(random);
        for (Statement statement : some(statements)) {
            Tally tally = parts.get(statement.part());
            boolean alarm = fails(statement.sentence(), statement.facts(), statement.verifier());
            tally.clean = tally.clean.plus(alarm);
            note(alarm && statement.part() == 0, "clean", statement.sentence(), statement);
            String shorter = shortened(statement.sentence());
            if (shorter != null) {
                boolean also = fails(shorter, statement.facts(), statement.verifier());
                tally.clean = tally.clean.plus(also);
                note(also && statement.part() == 0, "clean", shorter, statement);
            }
            alterations.of(statement.sentence(), statement.named(), statement.other()).forEach((kind, altered) -> {
                boolean found = fails(altered, statement.facts(), statement.verifier());
                tally.add(kind, found);
                note(!found && statement.part() == 0, kind, altered, statement);
            });
        }
    }

    /** Without its last clause; null when there is one only. */
    private static String shortened(String sentence) {
        int at = Math.max(sentence.lastIndexOf('，'), sentence.lastIndexOf(", "));
        return at < sentence.length() / 2 ? null : sentence.substring(0, at) + (sentence.charAt(at) == '，' ? "。" : ".");
    }

    private void note(boolean wrong, String kind, String text, Statement statement) {
        if (wrong) {
            missed.add(kind + ": " + text + "\n  " + statement.verifier().verify(new Subject.NoteWriting("note", "fact", "", text), statement.facts()).json());
        }
    }

    private static boolean fails(String text, TextFacts facts, Verifier verifier) {
        Verification found = verifier.verify(new Subject.NoteWriting("note", "fact", "", text), facts);
        return found.mustBeCorrected();
    }

    /** So many of them, evenly over all. */
    private <T> List<T> some(List<T> all) {
        List<T> some = new ArrayList<>();
        int step = Math.max(1, Math.ceilDiv(all.size(), most));
        // An odd step would see every part; an even one would see the first only of what alternates.
        for (int i = 0; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    private static List<String> sentences(String text) {
        return Sentences.of(text).stream().map(sentence -> sentence.oneLine().strip()).filter(sentence -> {
            boolean ideographic = sentence.codePoints().filter(Character::isIdeographic).count() > sentence.length() / 2;
            return sentence.length() >= (ideographic ? SHORTEST_IDEOGRAPHIC : SHORTEST) && sentence.length() <= LONGEST && !sentence.contains("\"") && !sentence.contains("“");
        }).toList();
    }

    /** Of one part, while it is counted. */
    private static final class Tally {
        private final SequencedMap<String, Share> altered = new LinkedHashMap<>();
        private final List<Double> relevant = new ArrayList<>();
        private final List<Double> unrelated = new ArrayList<>();
        private Share clean = new Share(0, 0);

        void add(String kind, boolean found) {
            altered.put(kind, altered.getOrDefault(kind, new Share(0, 0)).plus(found));
        }
    }

    private static Result result(String name, List<Tally> parts) {
        List<Double> fitting = new ArrayList<>(parts.getFirst().relevant);
        Collections.sort(fitting);
        Double threshold = fitting.isEmpty() ? null : fitting.get((int) (0.02 * fitting.size()));
        return new Result(name, part(parts.getFirst(), threshold), part(parts.getLast(), threshold), threshold);
    }

    private static Part part(Tally tally, Double threshold) {
        if (threshold == null) {
            return new Part(tally.altered, tally.clean, null, null, null);
        }
        Share passed = tally.relevant.stream().reduce(new Share(0, 0), (share, score) -> share.plus(score >= threshold), (one, same) -> one);
        Share refused = tally.unrelated.stream().reduce(new Share(0, 0), (share, score) -> share.plus(score < threshold), (one, same) -> one);
        return new Part(tally.altered, tally.clean, auc(tally.relevant, tally.unrelated), passed, refused);
    }

    private static double auc(List<Double> relevant, List<Double> unrelated) {
        double won = 0;
        for (double one : relevant) {
            for (double other : unrelated) {
                won += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }
        return relevant.isEmpty() || unrelated.isEmpty() ? Double.NaN : won / relevant.size() / unrelated.size();
    }
}
