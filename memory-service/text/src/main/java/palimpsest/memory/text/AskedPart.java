package palimpsest.memory.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Leaves out of a question what only says how to answer it: "Please answer in millions." would be searched for otherwise. Names of a report's parts stay
 * ({@link Thesaurus}): "relying on the cash flow statement" says where to look. English and German.
 */
public final class AskedPart {

    private static final Pattern AFTER_SENTENCE = Pattern.compile("(?<=[.!?])\\s+");
    private static final Pattern ASKS = Pattern.compile("\\?[\"'”’)]*$");
    private static final Pattern INSTRUCTION = Pattern.compile("(?iU)\\b(?:please|bitte)\\b|^\\W*(?:answer|respond|reply|round|express|assume (?:that )?you|give (?:a|an|your|the) (?:response|answer|solution|reasons?)"
            + "|state (?:your|the|if|that)|explain (?:your|why|how)|show your|us(?:e|ing) (?:only|the|primarily)|bas(?:e|ing) your|rely(?:ing)? on|keep (?:it|the answer|your)"
            + "|be (?:brief|concise|exact|specific)|quote your|cite|do not|don['’]t|antworte|begründe|runde|nenne die quelle)\\b");
    /** "Answer the following by means of the balance sheet: what ...?" */
    private static final Pattern BEFORE_QUESTION = Pattern.compile("(?U)^([^?:]{10,300}):\\s+(?=\\p{L}[^:]*\\?)");
    private static final Pattern UNIT = Pattern.compile("(?i)\\s*\\((?:in|rounded|round|answer)\\b[^()]{0,80}\\)");

    private AskedPart() {}

    /** The text without such parts; all of it where no sentence of it asks. */
    public static String of(String text) {
        List<String> sentences = AFTER_SENTENCE.splitAsStream(text.strip()).toList();
        if (sentences.stream().noneMatch(AskedPart::asks)) {
            return text;
        }
        String asked = sentences.stream().map(AskedPart::question).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
        return UNIT.matcher(asked).replaceAll("");
    }

    private static boolean asks(String sentence) {
        return ASKS.matcher(sentence).find();
    }

    private static String question(String sentence) {
        if (!asks(sentence)) {
            return INSTRUCTION.matcher(sentence).find() ? names(sentence) : sentence;
        }
        Matcher before = BEFORE_QUESTION.matcher(sentence);
        return before.find() && INSTRUCTION.matcher(before.group(1)).find() ? sentence.substring(before.end()) + " " + names(before.group(1)) : sentence;
    }

    private static String names(String sentence) {
        return Thesaurus.shared().in(sentence).stream().map(found -> sentence.substring(found.start(), found.end())).distinct().collect(Collectors.joining(", "));
    }
}
