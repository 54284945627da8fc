package palimpsest.runtime.verify.absence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordNearnessTest {

    @Test
    void words_whose_vectors_two_models_made_are_not_near() {
        assertThat(WordNearness.nearness(new float[] {1, 0}, new float[] {1, 0})).isEqualTo(1);
        assertThat(WordNearness.nearness(new float[] {1, 0}, new float[] {0, 1})).isZero();
        assertThat(WordNearness.nearness(new float[] {1, 0}, new float[] {1, 0, 0})).isZero();
        assertThat(WordNearness.nearness(new float[] {1, 0, 0}, new float[] {1, 0})).isZero();
    }
}
