package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PleasantryTest {

    private static final List<String> NAMES = List.of("Mira Holm", "assistant");

    @ParameterizedTest
    @ValueSource(strings = {"Hello!", "ok", "Okay, got it.", "Hey Mira! How are you doing?", "Hi Sam!", "Thanks a lot, that really helps!", "lol yes, of course", "Wow, that's amazing!", "No worries, take care!",
        "Good morning everyone", "Perfect, thank you so much for all your help today!", "Hmm, that's not what I meant.", "Yeah that makes sense", "Sorry!", "Haha true",
        "Hallo zusammen!", "Guten Morgen, Mira!", "Alles klar, vielen Dank für die Hilfe!", "Super, danke dir!", "Ja, genau.", "Ach so, verstehe.",
        "Bonjour !", "Merci beaucoup pour votre aide !", "D'accord, c'est parfait.", "Ah bon, je vois.", "À bientôt !",
        "¡Hola! ¿Qué tal?", "Muchas gracias por tu ayuda", "Vale, entendido.", "¡Qué bien!", "Perfecto, hasta luego",
        "你好！", "好的，谢谢你的帮助！", "哈哈，太好了", "嗯，我明白了。", "不客气",
        "Grazie mille!", "Muito obrigado pela ajuda", "Oké, bedankt!", "Спасибо большое, всё понятно!", "ありがとうございます！", "なるほど、わかりました"})
    void says_nothing_of_its_own(String text) {
        assertThat(Pleasantry.is(text, NAMES)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello, I moved to Oldtown.", "Thanks, the pump works since Monday!", "Great, my sister is coming too.", "Thanks, Otto likes tea.", "ok 42", "No, it is blue.", "Oldtown.", "Nice boat!",
        "Danke, ich bin Vegetarierin.", "Hallo, mein Hund heißt Rex.", "Guten Morgen, ich nehme den Zug um acht.", "Merci, j'habite à Lyon.", "Oui, ma sœur est médecin.", "Gracias, vivo en Sevilla.",
        "Hola, tengo dos gatos", "谢谢，我对虾过敏", "好的，我住在杭州", "你好，我叫小林", "Спасибо, я живу в Казани", "ありがとう、京都に住んでいます", "What is this?", "", "!!", "👍",
        "I can't stand celery, sorry."})
    void says_something_or_is_no_text(String text) {
        assertThat(Pleasantry.is(text, NAMES)).isFalse();
    }
}
