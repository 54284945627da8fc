package palimpsest.runtime.model.extractive;

import java.util.regex.Pattern;

/** Whether somebody is spoken of or only spoken to. */
final class Spoken {

    private static final String FLAGS = "(?iU)";
    private static final String OPENING = "(?:thanks|thank you|hey|hi|hello|wow|oh|yeah|yes|no|sure|congrats|congratulations|glad|sorry|bye|nice|great|awesome|cool|aw+)";

    private Spoken() {}

    /**
     * Whether a text says anything of a person: "Thanks, Ann!" and "You look great, Ann." are said to Ann, and tell nothing of her.
     *
     * @param name one word, in any case
     */
    static boolean tellsOf(String text, String name) {
        String quoted = Pattern.quote(name);
        String rest = text.replaceAll(FLAGS + "\\b" + OPENING + "\\W{1,3}(?:so much\\W{1,3})?" + quoted + "\\b(?!['’]s\\b)", "")
                .replaceAll(FLAGS + "(^|[.!?,]\\s*)" + quoted + "\\s*[,!?.]", "$1")
                .replaceAll(FLAGS + ",\\s*" + quoted + "\\s*(?=[,!?.]|$)", "");
        return Pattern.compile(FLAGS + "\\b" + quoted + "\\b").matcher(rest).find();
    }
}
