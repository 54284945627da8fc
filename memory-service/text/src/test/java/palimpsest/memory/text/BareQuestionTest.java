package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareQuestionTest {

    @ParameterizedTest
    @ValueSource(strings = {"Where do I live?", "What is my dog called?", "Hey Joanna, how is it going? All well?", "When was the bridge built?", "what is the capital of portugal",
        "which year did the mill burn down", "Tell me where the mill stood.", "Summarize the second chapter.", "How many herons were counted, and where?", "Is there a ferry on Sundays?",
        "can you list all rivers", "Wann wurde die Brücke gebaut?", "Nenne mir die Flüsse.", "Où habite ma sœur ?", "¿Dónde está el puente?", "桥是什么时候建的", "你知道大桥在哪里吗？", "橋はいつできましたか",
        "다리는 언제 지어졌나요", "สะพานสร้างเมื่อไร", "متى بني الجسر؟", "Когда построили мост?",
        "Forget my berth.", "Please forget what I said about the mill.", "Vergiss die Mühle.", "忘掉我的泊位"})
    void only_asks(String text) {
        assertThat(BareQuestion.is(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"I live in Oldtown.", "What can I cook? I am allergic to nuts.", "What can I cook, I'm allergic to nuts?", "What can I cook since I am allergic to nuts?",
        "I moved to Oldtown, where can I register?", "Did you know that the mill burned down?", "Did I tell you about Rex, the puppy?", "Can you find a course for my brother who paints?",
        "Which school is there for my 5-year-old?", "Remind me to water the ferns.", "When I was young I lived in Oldtown.", "Name: Ida Holm", "What a day it was!", "Find enclosed the invoice.",
        "Was kann ich kochen, ich bin Vegetarierin?", "Was koche ich, weil ich keine Nüsse vertrage?", "Que puis-je cuisiner, je suis végétarienne ?", "我没什么过敏", "我住在老城，附近有什么餐馆？", "何年か前に引っ越しました", "",
        "?!", "42", "Forget-me-nots grow by the mill.", "I never forget the mill.", "Vergiss nicht, dass wir um neun segeln.", "忘了告诉你，我的船停在三号码头"})
    void tells_something_or_nothing_at_all(String text) {
        assertThat(BareQuestion.is(text)).isFalse();
    }
}
