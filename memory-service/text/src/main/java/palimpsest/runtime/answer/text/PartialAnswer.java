package palimpsest.runtime.answer.text;

/** The words by which an answer says that it rests on sentences which hold only a part of what was asked. */
public final class PartialAnswer {

    /** Begins an answer none of whose quotes holds most of the question's words. */
    public static final String LEAD_IN = "No sentence holds all the words of the question; these come closest:";

    private PartialAnswer() {}
}
