package palimpsest.memory.gate;

/** What is measured of a turn; all are cheap, and none needs a model or an embedding. The description is used in reasons. */
public enum Feature {
    LENGTH("length"), CONTENT_WORDS("content words"), PICTURE("a shared picture"), PICTURE_WORDS("what the picture shows"),
    INFORMATION("information content"), MEAN_RARITY("rare words"), HIGHEST_RARITY("a very rare word"), NEW_WORDS("words not said before"),
    NEW_SHARE("the share of new words"), STATEMENT_WORDS("what it states"), STATEMENT_INFORMATION("the information it states"),
    NAMES("names"), HAS_NAME("a name"), NEW_NAME("a name not said before"), ADDRESSES("addressing the other by name"),
    DIGITS("numbers"), NUMBER_WORDS("amounts"), TIME("a time or date"), PLAN("a plan"), PAST("something that happened"),
    FIRST_PERSON("first person"), MY("something of the speaker's own"), SECOND_PERSON("second person"),
    FIRST_PERSON_WORDS("a statement about the speaker"), FIRST_PERSON_INFORMATION("information about the speaker"),
    RELATION("people or animals of the speaker"), PREFERENCE("a preference"), TITLE("a title in quotes"),
    THANKS("thanks"), GREETING("a greeting"), FAREWELL("a farewell"), ACKNOWLEDGEMENT("an acknowledgement"), PRAISE("praise"),
    HAS_QUESTION("a question"), QUESTION_SHARE("mostly a question"), ENDS_IN_QUESTION("ending in a question"), EXCLAMATIONS("exclamations"),
    SESSION_START("the start of a session"), PLACE_IN_SESSION("the place in the session"),
    AFTER_QUESTION("following a question"), AFTER_ASKED("an answer to a question"), AFTER_WHAT("an answer to what, who, when or where"),
    AFTER_HOW("an answer to how or why"), AFTER_WHETHER("an answer to yes or no"), AFTER_PICTURE("following a picture"),
    AFTER_LENGTH("the length of the turn before"), OVERLAP("words of the turn before");

    final String description;

    Feature(String description) {
        this.description = description;
    }
}
