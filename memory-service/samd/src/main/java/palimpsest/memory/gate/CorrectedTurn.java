package palimpsest.memory.gate;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import palimpsest.memory.text.BareQuestion;
import palimpsest.memory.text.SpokenCorrection;

/** Which turn of those before it another one corrects: the last thing that the same speaker told. */
public final class CorrectedTurn {

    private static final Pattern ASKS = Pattern.compile("[?？]\\W*$");
    /** What agents close with, to which "No" is no answer about a value. */
    private static final Pattern OFFERS = Pattern.compile("(?iU)\\b(?:anything else|something else|can i|may i|shall i|should i|would you like|do you want|want me to|need me to|let me know|noch etwas|kann ich|soll ich|autre chose|puis-je|algo más|puedo)\\b|还有|需要我");

    private CorrectedTurn() {}

    /** Place among the turns before; empty where it corrects none. @param correction what the turn says; @param before in order */
    public static OptionalInt of(Turn turn, SpokenCorrection correction, List<Turn> before) {
        for (int i = before.size() - 1; i >= 0; i--) {
            Turn other = before.get(i);
            if (!other.speaker().equals(turn.speaker())) {
                if (mayBeAnswered(other.text(), correction)) {
                    return OptionalInt.empty();
                }
            } else if (!BareQuestion.is(other.text())) {
                return correction.corrects(other.text()) ? OptionalInt.of(i) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    /** Whether it may correct what answered the speaker's last question. @param correction what the turn says; @param before in order */
    static boolean mayBeAnAnswer(Turn turn, SpokenCorrection correction, List<Turn> before) {
        return correction.tellsKind() && before.reversed().stream().filter(other -> other.speaker().equals(turn.speaker())).findFirst().filter(other -> BareQuestion.is(other.text())).isPresent();
    }

    /** Whether "No, it's five" may answer what another asks. */
    private static boolean mayBeAnswered(String asked, SpokenCorrection correction) {
        return !correction.plain() && ASKS.matcher(asked).find() && !OFFERS.matcher(asked).find();
    }
}
