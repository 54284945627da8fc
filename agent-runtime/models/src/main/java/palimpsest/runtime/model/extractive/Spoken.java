package palimpsest.runtime.model.extractive;

import java.util.regex.Pattern;

/** Whether somebody is spoken of or only spoken to. */
final class Spoken {

    private static final String FLAGS = "(?iU)";
    private static final String OPENING = "(?:thanks|thank you|hey|hi|hello|wow|oh|yeah|yes|no|sure|congrats|congratulations|glad|sorry|bye|nice|great|awesome|cool|aw+)";

    private static final Pattern OF_SELF = Pattern.compile(FLAGS + "\\b(?:i|i['’](?:m|ve|d|ll)|we|we['’](?:re|ve|d|ll)|my|our|me|us|mine|ours|myself)\\b");
    private static final Pattern OF_OTHER = Pattern.compile(FLAGS + "\\b(?:you|you['’](?:re|ve|d|ll)|your|yours|yourself)\\b");

    private Spoken() {}

    /** Whether somebody is called by that name in a text: "Thanks, Ann!" */
    static boolean addresses(String text, String name) {
        return !withoutAddress(text, Pattern.quote(name)).equals(text);
    }

    /** Whether a text speaks of whom it is said to and not of who says it: "Your new boat looks great!" */
    static boolean ofListener(String text) {
        return OF_OTHER.matcher(text).find() && !OF_SELF.matcher(text).find();
    }

    /**
     * Whether a text says anything of a person: "Thanks, Ann!" and "You look great, Ann." are said to Ann, and tell nothing of her.
     *
     * @param name one word, in any case
     */
    static boolean tellsOf(String text, String name) {
        String quoted = Pattern.quote(name);
        return Pattern.compile(FLAGS + "\\b" + quoted + "\\b").matcher(withoutAddress(text, quoted)).find();
    }

    private static String withoutAddress(String text, String quoted) {
        return text.replaceAll(FLAGS + "\\b" + OPENING + "\\W{1,3}(?:so much\\W{1,3})?" + quoted + "\\b(?!['’]s\\b)", "")
                .replaceAll(FLAGS + "(^|[.!?,]\\s*)" + quoted + "\\s*[,!?.]", "$1")
                .replaceAll(FLAGS + ",\\s*" + quoted + "\\s*(?=[,!?.]|$)", "");
    }
}
