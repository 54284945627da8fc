package palimpsest.runtime.model.extractive;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.runtime.model.extractive.Question.Term;

/**
 * Tells sentences that lack what a question turns on, however much they share with it besides: the deed of "Who stole the whistle?", what "Are horses allowed?" is about,
 * the number of "What is the population of Skien?", the column of "What is the flag of Norland?".
 */
final class TurningPoint {

    private static final Pattern YES_OR_NO = Pattern.compile("(?iU)^\\W*(?:is|are|was|were|do|does|did|can|could|may|must|has|have|had|will|would|should)(?:n['’]t)?\\s.*", Pattern.DOTALL);
    private static final Pattern WHO_DID = Pattern.compile("(?iU)\\bwho (\\p{L}+)");
    /** What people say or think is told by many verbs. */
    private static final Pattern SAID = Pattern.compile("(?i)th(?:inks?|ought)|believe[sd]?|sa(?:ys?|id)|claim(?:s|ed)|argue[sd]?|suggest(?:s|ed)?|state[sd]?|call(?:s|ed)|consider(?:s|ed)?|w(?:rites?|rote)|describe[sd]?|propose[sd]?|want(?:s|ed)|led|leads|w[io]n[s]?|became|becomes|play(?:s|ed)");
    /** Things that are told by a number. */
    private static final Pattern COUNTED = Pattern.compile("(?iU)\\bwhat(?:['’]s| is| was| are| were) (?:the )?(?:\\w+ )?(?:population|price|cost|age|size|height|length|width|depth|weight|area|speed|temperature|salary|fee|distance|capacity|budget|turnover) (?:of|in|for|at)\\b");
    private static final Pattern NUMBER = Pattern.compile("(?iU)\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|free|none|nothing|unknown|half)\\b");

    private final Question question;
    private final List<Term> telling;
    /** Words of which each must stand in the text; empty for a question that turns on none. */
    private final List<String> needed;

    TurningPoint(Question question) {
        this.question = question;
        this.telling = question.terms().stream().filter(term -> term.strong() && !term.borrowed()).toList();
        this.needed = YES_OR_NO.matcher(question.text()).matches() ? telling.stream().map(Term::term).toList() : deed().stream().toList();
    }

    private Optional<String> deed() {
        Matcher who = WHO_DID.matcher(question.text());
        return who.find() && !SAID.matcher(who.group(1)).matches() ? telling.stream().filter(term -> !term.anchor() && term.surface().equalsIgnoreCase(who.group(1))).map(Term::term).findFirst() : Optional.empty();
    }

    /** Whether sentence {@code i}, with what is quoted beside it, is no answer for this reason. */
    boolean isMissing(PassageContext context, int i, Sentence quoted) {
        MatchedText text = context.text();
        boolean statement = text.isStatement(i);
        if (statement && needed.stream().anyMatch(term -> !text.holds(term))) {
            return true;
        }
        boolean quotedHolds = IntStream.range(0, text.size()).anyMatch(k -> quoted.start() <= text.sentence(k).start() && text.sentence(k).end() <= quoted.end() && holdsAny(text, k));
        if (context.isProse(i) && !telling.isEmpty() && !quotedHolds) {
            return true; // all of it is lent by sentences around
        }
        if (statement && COUNTED.matcher(question.text()).find() && !NUMBER.matcher(quoted.text()).find()) {
            return true;
        }
        return text.match(i).row() != null && lacksColumn(text, i);
    }

    private boolean holdsAny(MatchedText text, int i) {
        return telling.stream().anyMatch(term -> text.held(i, term.term()));
    }

    /** Whether only a name leads to a row, and the table has no column of the kind of thing that is asked for. */
    private boolean lacksColumn(MatchedText text, int i) {
        List<Term> kinds = question.terms().stream().filter(term -> !term.strong() && !term.borrowed() && question.words().namesKind(term.surface())).toList();
        boolean namesOther = telling.stream().anyMatch(term -> !term.anchor());
        return text.match(i).row().header() != null && !kinds.isEmpty() && !namesOther && kinds.stream().noneMatch(term -> text.held(i, term.term()));
    }
}
