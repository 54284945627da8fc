package palimpsest.runtime.model.extractive;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.runtime.model.extractive.Question.Term;

/** German verbs whose beginning may stand at the end of a clause: a text tells "umbenannt" as "benannten ... um". */
final class SeparableVerbs {

    private static final Pattern VERB = Pattern.compile("(?U)(zurück|zusammen|heraus|hinaus|wieder|fest|fort|nach|auf|aus|bei|ein|her|hin|los|mit|vor|weg|ab|an|um|zu)(?:ge|zu)?(\\p{Ll}{4,})");
    /** Endings of a verb change: so many letters at its end are not compared. */
    private static final int ENDING = 2;
    private static final int SHORTEST_STEM = 3;

    private final Map<String, Pattern> apart = new HashMap<>();

    SeparableVerbs(Question question) {
        if (question.words().compounds()) {
            question.terms().stream().filter(Term::strong).forEach(term -> divided(term.surface()).ifPresent(pattern -> apart.put(term.term(), pattern)));
        }
    }

    private static Optional<Pattern> divided(String surface) {
        Matcher verb = VERB.matcher(surface);
        if (!verb.matches()) {
            return Optional.empty();
        }
        String rest = verb.group(2);
        String stem = rest.substring(0, Math.max(SHORTEST_STEM, rest.length() - ENDING));
        return Optional.of(Pattern.compile("(?U)\\b" + stem + "\\p{Ll}{0,4}\\b.*\\b" + verb.group(1) + "(?=\\s*(?:[.,;:!?)]|$|und\\b|oder\\b))", Pattern.DOTALL));
    }

    /** Whether a sentence holds the verb in two parts. */
    boolean isIn(Term term, String sentence) {
        Pattern pattern = apart.get(term.term());
        return pattern != null && pattern.matcher(sentence).find();
    }
}
