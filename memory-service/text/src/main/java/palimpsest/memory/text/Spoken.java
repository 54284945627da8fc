package palimpsest.memory.text;

import java.util.regex.Pattern;

/** Whether somebody is spoken of or only spoken to. */
public final class Spoken {

    private static final String FLAGS = "(?iU)";
    private static final String OPENING = "(?:thanks|thank you|hey|hi|hello|wow|oh|yeah|yes|no|sure|congrats|congratulations|glad|sorry|bye|nice|great|awesome|cool|aw+)";

    private static final Pattern OF_SELF = Pattern.compile(FLAGS + "\\b(?:i|i['’](?:m|ve|d|ll)|we|we['’](?:re|ve|d|ll)|my|our|me|us|mine|ours|myself)\\b");
    private static final Pattern OF_OTHER = Pattern.compile(FLAGS + "\\b(?:you|you['’](?:re|ve|d|ll)|your|yours|yourself)\\b");

    /** "I'm proud of you", "I think you can": of the listener, though it begins with who says it. */
    private static final Pattern FEELS_FOR_OTHER = Pattern.compile(FLAGS + "\\bi(?:['’]m|\\s+am)?\\s+(?:(?:so|really|very|just|also|always|super|totally)\\s+)*"
            + "(?:proud|glad|happy|excited|sorry|impressed|think|believe|know|bet|hope|love|like|admire|appreciate|wish|see)\\b(?:\\s+(?:of|for|to|that|hear|how|what|see|about)\\b)*"
            + "(?=\\s+(?:you|your|yours)\\b)");
    /** "Congrats on the medal!", "That race sounds great, Ann!" */
    private static final Pattern PRAISE = Pattern.compile(FLAGS + "^\\W*(?:" + OPENING + "\\b\\W+(?:[\\p{L}]+\\W+)?)?(?:congrat(?:s|ulations)\\s+on\\b|(?:that|it|this)(?:['’]s|\\s(?:[\\p{L}'’-]+\\s){0,4}?"
            + "(?:is|was|sounds?|looks?|must))\\b)");

    private Spoken() {}

    /** Whether somebody is called by that name in a text: "Thanks, Ann!" */
    public static boolean addresses(String text, String name) {
        return !withoutAddress(text, Pattern.quote(name)).equals(text);
    }

    /** Whether a text speaks of whom it is said to and not of who says it: "Your new boat looks great!" */
    public static boolean ofListener(String text) {
        return OF_OTHER.matcher(text).find() && !ofSelf(text);
    }

    /**
     * Whether a sentence within a text speaks of whom it is said to: by its own words, or as praise for what the text's listener did.
     *
     * @param sentence a part of the text
     */
    public static boolean ofListener(String sentence, String text) {
        return ofListener(sentence) || !ofSelf(sentence) && (ofListener(text) || PRAISE.matcher(sentence).find() && OF_OTHER.matcher(text).find());
    }

    private static boolean ofSelf(String text) {
        return OF_SELF.matcher(FEELS_FOR_OTHER.matcher(text).replaceAll("")).find();
    }

    /**
     * Whether a text says anything of a person: "Thanks, Ann!" and "You look great, Ann." are said to Ann, and tell nothing of her.
     *
     * @param name one word, in any case
     */
    public static boolean tellsOf(String text, String name) {
        String quoted = Pattern.quote(name);
        return Pattern.compile(FLAGS + "\\b" + quoted + "\\b").matcher(withoutAddress(text, quoted)).find();
    }

    private static String withoutAddress(String text, String quoted) {
        return text.replaceAll(FLAGS + "\\b" + OPENING + "\\W{1,3}(?:so much\\W{1,3})?" + quoted + "\\b(?!['’]s\\b)", "")
                .replaceAll(FLAGS + "(^|[.!?,]\\s*)" + quoted + "\\s*[,!?.]", "$1")
                .replaceAll(FLAGS + ",\\s*" + quoted + "\\s*(?=[,!?.]|$)", "");
    }
}
