package palimpsest.memory.gate;

import java.util.function.Function;

/** Gates to measure others by. */
public final class BaselineGates {

    private static final double CURVE = 30; // words at which the score of length is one half

    private BaselineGates() {}

    /** Keeps every turn. */
    public static MemoryGate everything() {
        return gate("keep-everything", interaction -> new MemoryGate.Verdict(true, 1, "everything is kept", null));
    }

    /** Keeps turns of at least so many words. */
    public static MemoryGate longest(int words) {
        return gate("keep-longest-" + words, interaction -> {
            int length = Wording.words(interaction.turn().text()).size();
            return new MemoryGate.Verdict(length >= words, length / (length + CURVE), length + " words, " + words + " are asked for", null);
        });
    }

    private static MemoryGate gate(String id, Function<Interaction, MemoryGate.Verdict> judge) {
        return new MemoryGate() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public Verdict judge(Interaction interaction) {
                return judge.apply(interaction);
            }
        };
    }
}
