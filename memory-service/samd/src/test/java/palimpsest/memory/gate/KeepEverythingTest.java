package palimpsest.memory.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeepEverythingTest extends MemoryGateContract {

    @Override
    MemoryGate gate() {
        return BaselineGates.everything();
    }

    @Test
    void it_keeps_everything() {
        assertThat(strange()).allMatch(interaction -> gate().judge(interaction).keep());
    }
}
