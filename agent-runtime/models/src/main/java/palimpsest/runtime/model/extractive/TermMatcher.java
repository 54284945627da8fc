package palimpsest.runtime.model.extractive;

import com.ibm.icu.text.Normalizer2;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.language.TableRow;
import palimpsest.memory.language.Word;
import palimpsest.memory.text.English;
import palimpsest.memory.text.IrregularVerbs;
import palimpsest.memory.text.Thesaurus;
import palimpsest.runtime.model.extractive.Layout.Kind;
import palimpsest.runtime.model.extractive.Question.Asks;
import palimpsest.runtime.model.extractive.Question.Term;

/** Finds a question's words in a sentence: as they are, with another ending, as a part of a longer one, by the name of a column. */
final class TermMatcher {

    /** A word inside a question of the text: it was asked there too, not told. */
    static final double ASKED_NOT_TOLD = 0.5;
    /** "Thanks, Ann!" is said to Ann; what is said of Ann stands in her own turns. */
    private static final double ADDRESSED = 0.35;
    private static final double COLUMN_NAME = 0.9;
    /** A word with another ending, where stemming leaves the two apart. */
    private static final double OTHER_ENDING = 0.6;
    /** "Deep" and "depth", where it is not said in a conversation: people use such words of anything. */
    private static final double SAME_MEASURE = 0.7;
    private static final double VERB_IN_PARTS = 0.9;
    /** Another name of the same thing in a report. */
    private static final double OTHER_NAME = 0.85;
    private static final double WITH_CLITIC = 0.9;
    private static final String CLITICS = "لبفكوس";
    private static final String CASE_ENDING = "ا";
    private static final int SHORTEST_WITH_CLITIC = 3;
    private static final int SHORTEST_STEM = 5;
    private static final double STEM_SHARE = 0.7;
    /** A word of this length at the beginning or end of a longer one is a part of it: "Wald" is too short, "Regen" of "Regenwald" is not. */
    private static final int PART_OF_COMPOUND = 5;
    private static final int LEAST_REST = 3;

    /** What the header of a mail says without the word. */
    private static final Pattern OF_MAIL = Pattern.compile("(?iU)(?:e-?)?mails?|messages?|letters?|sent|sends?|sender|wrote|writes?|written|author|recipients?|addressed|nachricht(?:en)?|schick(?:t|te|en)|geschickt|schr(?:ieb|eibt|eiben)|geschrieben|absender|gesendet|empfänger"
            + "|courriels?|envoy(?:é|er|a)|écri(?:t|vit)|correos?|envi(?:ó|ado|ar)|escri(?:bió|to|be)|письмо|письма|отправил|отправлено|написал|邮件|发件人|发送");
    private static final Pattern IN_BRACKETS = Pattern.compile("[\\[({<][^\\])}>]*[\\])}>]|\\{#.*|&#?\\w+;");
    private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Pattern BEGINS_WITH_NUMBER = Pattern.compile("\\p{N}+\\b");

    private final Question question;
    private final List<List<String>> headers;
    private final SeparableVerbs verbs;
    private final boolean english;
    /** Terms that are forms of irregular verbs: few, so that most words need not be looked up. */
    private final Set<String> irregular;

    /** @param found texts in sight, which hold the columns' names of tables */
    TermMatcher(Question question, List<String> found) {
        this.question = question;
        this.verbs = new SeparableVerbs(question);
        this.english = English.mayBe(question.text());
        this.irregular = !english ? Set.of() : question.terms().stream().filter(term -> IrregularVerbs.shared().contains(term.surface())).map(Term::term).collect(Collectors.toSet());
        this.headers = found.stream().flatMap(String::lines).map(TableRow::cells).filter(TableRow::namesColumns).distinct().toList();
    }

    /**
     * @param shares    by term: 1 when the sentence holds it, less when it only asks or addresses it
     * @param positions by term: the word it is, counted in content words
     */
    record Match(Map<String, Double> shares, Map<String, Integer> positions, int words, boolean asks, boolean turn, boolean heading, boolean item, Kind kind, TableRow row) {}

    /** By term, how much of it a text holds, of which nothing else is known. */
    Map<String, Double> shares(String text) {
        return match(new Sentence(0, text.length(), text), Set.of(), Kind.TEXT, null).shares;
    }

    Match match(Sentence sentence, Set<String> speakers, Kind kind, TableRow row) {
        String text = sentence.text();
        int said = kind != Kind.TEXT ? 0 : speaker(sentence).length();
        Map<String, Double> shares = new HashMap<>();
        Map<String, Integer> positions = new HashMap<>();
        // "44,88" is a number in prose, and two cells in a row
        String told = row == null ? text : String.join("\t", row.cells());
        int count = question.words().unspaced() ? unspaced(told, shares, positions) : words(told, said, speakers, shares, positions);
        columns(row, shares);
        question.terms().stream().filter(term -> verbs.isIn(term, text)).forEach(term -> shares.merge(term.term(), VERB_IN_PARTS, Math::max));
        if (Lines.isOfMail(text)) {
            question.terms().stream().filter(term -> OF_MAIL.matcher(term.surface()).matches()).forEach(term -> shares.merge(term.term(), COLUMN_NAME, Math::max));
        }
        if (said == 0 && !question.named().isEmpty()) {
            otherNames(Thesaurus.words(text), shares);
        }
        String stripped = text.stripTrailing();
        boolean asks = stripped.endsWith("?") || stripped.endsWith("？") || stripped.endsWith("؟");
        return new Match(shares, positions, count, asks, said > 0, kind == Kind.TEXT && (Lines.headingLevel(text) > 0 || Lines.isNameOfDocument(text) || row == null && Lines.isDateLine(sentence)),
                row != null && !row.isHeader() || kind != Kind.CODE && Lines.isListItem(text), kind, row);
    }

    /** Whether a question names all that a heading names; what stands in brackets is an argument. */
    boolean isNamed(String heading) {
        if (question.words().unspaced()) {
            String name = NOT_LETTERS.matcher(heading).replaceAll("");
            return name.length() > 1 && question.text().contains(name);
        }
        String dateless = AnswerKind.withoutDates(heading);
        List<Word> outside = words(IN_BRACKETS.matcher(dateless).replaceAll(" "));
        List<Word> words = outside.isEmpty() ? words(dateless) : outside;
        return !words.isEmpty() && words.stream().allMatch(word -> question.terms().stream().anyMatch(term -> alike(term, word, false) > 0));
    }

    /** Signs in front of a name are no words. */
    private List<Word> words(String heading) {
        return question.words().of(heading).stream().filter(word -> word.surface().codePoints().anyMatch(Character::isLetterOrDigit)).toList();
    }

    private int words(String text, int said, Set<String> speakers, Map<String, Double> shares, Map<String, Integer> positions) {
        List<Word> words = question.words().withParts(text);
        for (int position = 0; position < words.size(); position++) {
            Word word = words.get(position);
            for (Term term : question.terms()) {
                boolean asMeasure = said == 0 && term.measure().contains(word.term()) && !isOtherVerb(term, word) && !(term.strong() && term.term().equals(word.term()));
                double like = asMeasure ? SAME_MEASURE : alike(term, word, word.end() <= said);
                if (like > 0) {
                    boolean addressed = said > 0 && word.start() > said && speakers.contains(word.term());
                    double share = addressed ? ADDRESSED : isAsked(text, word.end()) ? ASKED_NOT_TOLD : 1;
                    shares.merge(term.term(), like * (word.end() <= said ? 1 : share), Math::max);
                    positions.putIfAbsent(term.term(), position);
                }
            }
        }
        return words.size();
    }

    private void otherNames(List<String> told, Map<String, Double> shares) {
        for (Question.Named named : question.named()) {
            if (named.names().stream().anyMatch(name -> name.isIn(told))) {
                named.terms().forEach(term -> shares.merge(term, OTHER_NAME, Math::max));
            }
        }
    }

    /** The names of a row's columns stand for its cells. */
    private void columns(TableRow row, Map<String, Double> shares) {
        if (row == null || row.isHeader()) {
            return;
        }
        List<String> header = header(row);
        if (mayTellDefault(row)) {
            question.terms().stream().filter(term -> AnswerKind.namesDefault(term.surface())).forEach(term -> shares.merge(term.term(), COLUMN_NAME, Math::max));
        }
        for (int column = 0; column < Math.min(header.size(), row.cells().size()); column++) {
            if (!row.cells().get(column).isBlank()) {
                Map<String, Double> named = new HashMap<>();
                if (question.words().unspaced()) {
                    unspaced(header.get(column), named, new HashMap<>());
                } else {
                    words(header.get(column), 0, Set.of(), named, new HashMap<>());
                }
                named.forEach((term, share) -> shares.merge(term, COLUMN_NAME * share, Math::max));
                String cell = row.cells().get(column);
                numberOf(header.get(column)).filter(number -> !question.words().terms(cell).contains(number)).ifPresent(shares::remove);
            }
        }
    }

    private List<String> header(TableRow row) {
        return row.header() != null ? row.header()
                : headers.stream().filter(names -> names.size() == row.cells().size() && !names.equals(row.cells())).findFirst().orElse(List.of());
    }

    /**
     * Whether a default is asked for and a row of a table has a column for it. Where a long table is read without its first row, that is not known: then whether it is the
     * row of what the question names.
     */
    boolean mayTellDefault(TableRow row) {
        if (row == null || row.isHeader() || !question.asks().contains(Asks.DEFAULT)) {
            return false;
        }
        List<String> header = header(row);
        return header.isEmpty() ? row.cells().size() > 2 && isNamed(row.cells().getFirst())
                : IntStream.range(0, Math.min(header.size(), row.cells().size())).anyMatch(column -> !row.cells().get(column).isBlank() && AnswerKind.namesDefault(header.get(column)));
    }

    /** The number that the question has right behind the name of a column, "vessel class 88": in another column it is another thing. */
    private Optional<String> numberOf(String column) {
        String asked = question.text();
        int at = asked.toLowerCase(Locale.ROOT).indexOf(column.toLowerCase(Locale.ROOT) + " ");
        Matcher number = BEGINS_WITH_NUMBER.matcher(asked);
        return at < 0 || at > 0 && Character.isLetterOrDigit(asked.charAt(at - 1)) || !number.region(at + column.length() + 1, asked.length()).lookingAt() ? Optional.empty()
                : question.words().of(number.group()).stream().map(Word::term).findFirst();
    }

    /** Without spaces, a word is looked for anywhere, and one that is not there whole by its pairs of characters. @return the text's length in words, about */
    private int unspaced(String text, Map<String, Double> shares, Map<String, Integer> positions) {
        String normal = Normalizer2.getNFKCCasefoldInstance().normalize(text);
        for (Term term : question.terms()) {
            int at = normal.indexOf(term.term());
            if (at >= 0) {
                shares.put(term.term(), isAsked(normal, at + term.term().length()) ? ASKED_NOT_TOLD : 1);
                positions.put(term.term(), at / 2);
            } else if (term.term().length() > 2) {
                int pairs = term.term().length() - 1;
                long held = IntStream.range(0, pairs).filter(i -> normal.contains(term.term().substring(i, i + 2))).count();
                if (held * 2 >= pairs) {
                    shares.put(term.term(), OTHER_ENDING * held / pairs);
                }
            }
        }
        return normal.length() / 3;
    }

    /**
     * The words of a question in Chinese characters that a text lacks while it holds a word with one of their two characters in the same place: 职责 and 责任 no,
     * 职责 and 职务 yes. Such words are often of one meaning.
     */
    Set<String> resembled(String text, Set<String> held) {
        List<String> asked = question.terms().stream().filter(Term::strong).map(Term::term).filter(term -> isPair(term) && !held.contains(term)).toList();
        if (asked.isEmpty()) {
            return Set.of();
        }
        Set<String> told = question.words().terms(text);
        return asked.stream().filter(term -> told.stream().anyMatch(word -> isPair(word) && (word.charAt(0) == term.charAt(0) || word.charAt(1) == term.charAt(1)))).collect(Collectors.toSet());
    }

    private static boolean isPair(String word) {
        return word.length() == 2 && Character.isIdeographic(word.charAt(0)) && Character.isIdeographic(word.charAt(1));
    }

    /** Whether a word of the text stands for a term of the question: 1, less with another ending; a speaker may be called by the short form of the name. */
    private double alike(Term term, Word word, boolean speaks) {
        String asked = term.term();
        String told = word.term();
        if (asked.equals(told)) {
            return isOtherVerb(term, word) ? 0 : 1;
        }
        if (irregular.contains(asked) && IrregularVerbs.shared().same(term.surface(), word.surface())) {
            return 1;
        }
        boolean shortened = speaks && term.anchor() && Math.min(asked.length(), told.length()) >= 3 && (told.startsWith(asked) || asked.startsWith(told));
        if (shortened) {
            return 1;
        }
        if (isSameWithoutClitic(asked, told) || isSameWithoutClitic(told, asked)) {
            return WITH_CLITIC;
        }
        int longer = Math.max(asked.length(), told.length());
        if (question.words().compounds() && !word.number() && (isPart(asked, told) || isPart(told, asked))) {
            return OTHER_ENDING;
        }
        if (word.number() || Math.min(asked.length(), told.length()) < SHORTEST_STEM || asked.charAt(0) != told.charAt(0)) {
            return 0;
        }
        int common = 0;
        while (common < Math.min(asked.length(), told.length()) && asked.charAt(common) == told.charAt(common)) {
            common++;
        }
        return common >= SHORTEST_STEM && common >= STEM_SHARE * longer && !isOtherVerb(term, word) ? OTHER_ENDING : 0;
    }

    /** Whether both have one stem, and are of different verbs: "founded" and "found". */
    private boolean isOtherVerb(Term term, Word word) {
        return english && IrregularVerbs.shared().different(term.surface(), word.surface());
    }

    /** Arabic writes "and", "in", "to", "like" as one letter before a word, and a case of nouns as one after it. */
    private static boolean isSameWithoutClitic(String word, String longer) {
        boolean one = longer.length() == word.length() + 1 && word.length() >= SHORTEST_WITH_CLITIC;
        return one && (CLITICS.indexOf(longer.charAt(0)) >= 0 && longer.endsWith(word) || longer.endsWith(CASE_ENDING) && longer.startsWith(word));
    }

    private static boolean isPart(String part, String compound) {
        return part.length() >= PART_OF_COMPOUND && compound.length() - part.length() >= LEAST_REST && (compound.startsWith(part) || compound.endsWith(part));
    }

    static String speaker(Sentence sentence) {
        return Lines.isTurn(sentence.text()) ? sentence.text().substring(0, sentence.text().indexOf(": ")) : "";
    }

    /** Whether the next end of a sentence after {@code from} is a question mark. */
    private static boolean isAsked(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '?' || c == '？') {
                return true;
            }
            boolean ends = c == '!' || c == '。' || c == '.' && (i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1)));
            if (ends) {
                return false;
            }
        }
        return false;
    }
}
