package palimpsest.memory.gate;

/** What a turn does in the conversation: the intent by which turns are clustered. */
public enum DialogueAct {
    QUESTION, ANSWER, GREETING, THANKS, ACKNOWLEDGEMENT, STATEMENT;

    private static final double FEW_WORDS = Math.log1p(7);

    public static DialogueAct of(double[] features) {
        boolean statesLittle = features[Feature.STATEMENT_WORDS.ordinal()] < FEW_WORDS;
        if (is(features, Feature.ENDS_IN_QUESTION) && statesLittle) {
            return QUESTION;
        }
        if (is(features, Feature.GREETING) && is(features, Feature.SESSION_START)) {
            return GREETING;
        }
        if (is(features, Feature.AFTER_ASKED) && !statesLittle) {
            return ANSWER;
        }
        if (statesLittle && is(features, Feature.THANKS)) {
            return THANKS;
        }
        return statesLittle && is(features, Feature.ACKNOWLEDGEMENT) ? ACKNOWLEDGEMENT : STATEMENT;
    }

    private static boolean is(double[] features, Feature feature) {
        return features[feature.ordinal()] > 0;
    }
}
