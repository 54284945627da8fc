package palimpsest.memory.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DialogueTest {

    private static Turn turn(String text) {
        return new Turn("Ann", MemoryGateContract.MONDAY, text);
    }

    @Test
    void what_was_said_too_long_ago_is_new_again() {
        var dialogue = new Dialogue();
        dialogue.add(turn("zebra"));
        assertThat(dialogue.isNew("zebra")).isFalse();
        for (int i = 0; i < Dialogue.TURNS; i++) {
            dialogue.add(turn("giraffe"));
        }
        assertThat(dialogue.isNew("zebra")).isTrue();
        assertThat(dialogue.isNew("giraffe")).isFalse();
        assertThat(dialogue.lastTurns()).hasSize(Dialogue.TURNS);
    }

    @Test
    void a_copy_grows_by_itself() {
        var dialogue = new Dialogue();
        dialogue.add(turn("zebra"));
        Dialogue copy = dialogue.copy();
        copy.add(turn("giraffe"));
        assertThat(dialogue.isNew("giraffe")).isTrue();
        assertThat(copy.isNew("zebra")).isFalse();
    }
}
