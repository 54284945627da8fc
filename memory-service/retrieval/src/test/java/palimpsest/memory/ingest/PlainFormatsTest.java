package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainFormatsTest {

    @Test
    void a_notebook_is_its_cells_and_what_they_printed() {
        assertThat(PlainFormats.read("tides.ipynb", """
                {"cells": [{"cell_type": "markdown", "source": ["# Tides\\n", "Measured at the pier."]},
                 {"cell_type": "code", "source": "print(highest)", "outputs": [{"output_type": "stream", "text": ["4.2 m\\n"]}]},
                 {"cell_type": "code", "source": "mean", "outputs": [{"data": {"text/plain": ["3.1"], "image/png": "iVBOR"}}]}],
                 "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4}"""))
                .isEqualTo("# Tides\nMeasured at the pier.\n\n```python\nprint(highest)\n```\n\n```\n4.2 m\n```\n\n```python\nmean\n```\n\n```\n3.1\n```");
    }

    @Test
    void subtitles_are_sentences_with_the_time_at_which_they_begin() {
        assertThat(PlainFormats.read("a.srt", "1\r\n00:00:01,000 --> 00:00:03,000\r\nThe pier was built\r\n\r\n2\r\n00:00:03,500 --> 00:00:05,000\r\n<i>in 1904.</i>\r\n\r\n3\r\n"
                + "00:01:00,000 --> 00:01:02,000\r\nWho paid\r\nfor it?\r\n")).isEqualTo("[00:00:01] The pier was built in 1904.\n[00:01:00] Who paid for it?");
        assertThat(PlainFormats.read("a.vtt", "WEBVTT\n\n00:07.000 --> 00:09.000 align:start\n<v Ann>It is dry.</v>\n")).isEqualTo("[00:07] Ann: It is dry.");
        assertThat(PlainFormats.read("b.srt", "1\n0:00:01.00 --> 0:00:03.00\nThe pier is dry.\n")).isEqualTo("[0:00:01] The pier is dry.");
    }

    @Test
    void an_exported_chat_is_turns_under_their_days() {
        assertThat(PlainFormats.read("chat.txt", "12/05/2024, 10:15 - Ann Reed: The pier opens on Monday.\n12/05/2024, 10:16 - Tom: Good.\nI come\n13/05/2024, 09:00 - Ann Reed: Bring: rope\n"))
                .isEqualTo("# 12/05/2024\n\nAnn Reed: (10:15) The pier opens on Monday.\nTom: (10:16) Good. I come\n\n# 13/05/2024\n\nAnn Reed: (09:00) Bring: rope\n");
        assertThat(PlainFormats.read("chat.txt", "[12.05.24, 10:15:00] Ann: One.\n[12.05.24, 10:16:00] Tom: Two.\n[12.05.24, 10:17:00] Ann: Three.\n")).startsWith("# 12.05.24\n\nAnn: (10:15:00) One.\n");
        String expected = "# 2024-05-12\n\nUser: (10:15) Is the pier open?\nAssistant: (10:16) On Monday.\n";
        assertThat(PlainFormats.read("a.jsonl", "{\"role\":\"user\",\"content\":\"Is the pier open?\",\"created_at\":\"2024-05-12T10:15:00Z\"}\n"
                + "{\"role\":\"assistant\",\"content\":\"On Monday.\",\"created_at\":\"2024-05-12T10:16:00Z\"}\n")).isEqualTo(expected);
        assertThat(PlainFormats.read("a.json", "{\"messages\":[{\"author\":\"Ann\",\"text\":\"It\\nis dry.\"}]}")).isEqualTo("Ann: It is dry.\n");
    }

    @Test
    void nothing_that_people_speak_of_is_lost_of_a_chat() {
        assertThat(PlainFormats.read("a.json", "[{\"id\":7,\"user\":\"Ann\",\"text\":\"It is dry.\",\"ts\":\"1715508900.000200\"},{\"user\":\"Tom\",\"text\":\"Good.\",\"ts\":1715595300}]"))
                .isEqualTo("# 2024-05-12\n\nAnn: (10:15) It is dry.\n\n# 2024-05-13\n\nTom: (10:15) Good.\n");
        assertThat(PlainFormats.read("a.json", "{\"title\":\"Pier\",\"messages\":[{\"author\":\"Ann\",\"text\":\"It is dry.\",\"time\":\"noon\"}]}")).isEqualTo("title: Pier\n\nAnn: (noon) It is dry.\n");
        String parts = "[{\"id\":\"INV-7\",\"name\":\"Rope\",\"text\":\"9 crowns\"}]";
        assertThat(PlainFormats.read("a.json", parts)).isEqualTo(parts);
        assertThat(PlainFormats.read("a.txt", "2024/5/12 下午9:15 - 王: 潮水退了\n2024/5/12 下午9:16 - 李: 好\n2024/5/13 上午8:00 - 王: 早\n")).startsWith("# 2024/5/12\n\n王: (下午9:15) 潮水退了\n");
    }

    @Test
    void an_older_notebook_and_what_failed_in_one_are_read() {
        assertThat(PlainFormats.read("a.ipynb", "{\"nbformat\":3,\"worksheets\":[{\"cells\":[{\"cell_type\":\"code\",\"input\":[\"deepest\"],\"outputs\":[{\"ename\":\"KeyError\",\"evalue\":\"pier 9\"}]}]}]}"))
                .isEqualTo("```\ndeepest\n```\n\n```\nKeyError: pier 9\n```");
    }

    @Test
    void a_row_whose_cells_hold_line_ends_is_one_line() {
        assertThat(PlainFormats.read("a.csv", "Pier,Note\r\n\"North, old\",\"dry\r\nand \"\"short\"\"\"\r\nSouth,wet\r\n")).isEqualTo("Pier,Note\r\n\"North, old\",\"dry and \"\"short\"\"\"\r\nSouth,wet\r\n");
        String unpaired = "Pier,Note\n\"North,dry\nSouth,wet\n";
        assertThat(PlainFormats.read("a.csv", unpaired)).isEqualTo(unpaired);
    }

    @Test
    void json_without_line_ends_gets_a_line_for_each_record() {
        String records = IntStream.range(0, 60).mapToObj(i -> "{\"pier\":" + i + ",\"depth\":1.50}").collect(Collectors.joining(",", "{\"piers\":[", "]}"));
        assertThat(PlainFormats.read("a.json", records).lines().limit(4)).containsExactly("{", " \"piers\": [", "  {\"pier\":0,\"depth\":1.50},", "  {\"pier\":1,\"depth\":1.50},");
        assertThat(PlainFormats.read("a.json", records).replaceAll("\\s", "")).isEqualTo(records);
    }

    @Test
    void what_programs_for_chats_export_is_turns() {
        String telegram = "{\"name\":\"Lock\",\"type\":\"private_group\",\"id\":3,\"messages\":[{\"id\":1,\"type\":\"message\",\"date\":\"2024-03-01T08:05:00\",\"date_unixtime\":\"1709280300\",\"from\":\"Ilse\",\"from_id\":\"user1\","
                + "\"text\":[\"The \",{\"type\":\"bold\",\"text\":\"upper gate\"},\" leaks.\"]},{\"id\":2,\"type\":\"service\",\"actor_id\":\"user1\",\"action\":\"pin_message\",\"text\":\"\"},"
                + "{\"id\":3,\"type\":\"message\",\"date\":\"2024-03-02T09:00:00\",\"from\":\"Knut\",\"from_id\":\"user2\",\"file_name\":\"gate.pdf\",\"text\":\"The plan\"}]}";
        assertThat(PlainFormats.read("result.json", telegram)).isEqualTo("title: Lock\n\n# 2024-03-01\n\nIlse: (08:05) The upper gate leaks.\n\n# 2024-03-02\n\nKnut: (09:00) The plan [gate.pdf]\n");
        assertThat(PlainFormats.read("2024-03-01.json", "[{\"type\":\"message\",\"user\":\"U1\",\"user_profile\":{\"real_name\":\"Ilse Roth\"},\"text\":\"The gate leaks.\",\"ts\":\"1709280300.000100\",\"blocks\":[]}]"))
                .isEqualTo("# 2024-03-01\n\nIlse Roth: (08:05) The gate leaks.\n");
        assertThat(PlainFormats.read("lock.json", "{\"guild\":{\"name\":\"Canal\"},\"channel\":{\"name\":\"lock\"},\"messages\":[{\"id\":\"1\",\"timestamp\":\"2024-03-01T08:05:00+00:00\",\"content\":\"The gate leaks.\","
                + "\"author\":{\"id\":\"9\",\"name\":\"ilse\",\"nickname\":\"Ilse\"},\"attachments\":[{\"fileName\":\"gate.png\"}],\"reactions\":[]}]}"))
                .isEqualTo("title: lock\n\n# 2024-03-01\n\nIlse: (08:05) The gate leaks. [gate.png]\n");
        assertThat(PlainFormats.read("conversations.json", "[{\"title\":\"Lock\",\"mapping\":{\"r\":{\"message\":null},\"a\":{\"message\":{\"author\":{\"role\":\"user\"},\"create_time\":1709280300.25,"
                + "\"content\":{\"parts\":[\"Which gate leaks?\"]}}},\"b\":{\"message\":{\"author\":{\"role\":\"assistant\"},\"create_time\":1709280360.5,\"content\":{\"parts\":[\"The upper one.\"]}}}}}]"))
                .isEqualTo("title: Lock\n\n# 2024-03-01\n\nUser: (08:05) Which gate leaks?\nAssistant: (08:06) The upper one.\n");
        assertThat(PlainFormats.read("conversations.json", "[{\"uuid\":\"u\",\"name\":\"Lock\",\"chat_messages\":[{\"uuid\":\"v\",\"text\":\"Which gate leaks?\",\"sender\":\"human\",\"created_at\":\"2024-03-01T08:05:00Z\"}]}]"))
                .isEqualTo("title: Lock\n\n# 2024-03-01\n\nHuman: (08:05) Which gate leaks?\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12/05/2024 à 10:15 - Ann: One.", "12.05.24 um 10:15 - Ann: One.", "12/5/2024 a las 10:15 - Ann: One.", "5/12/24, 10:15\u202fAM - Ann: One."})
    void a_message_of_whatsapp_begins_as_its_language_writes_a_time(String line) {
        assertThat(PlainFormats.read("chat.txt", (line + "\n").repeat(3))).matches("(?s)# \\d{1,2}[./]\\d{1,2}[./]\\d{2,4}\n\nAnn: \\(10:15(?:\u202fAM)?\\) One\\.\n.*");
    }

    @Test
    void subtitles_of_other_programs_are_sentences_too() {
        assertThat(PlainFormats.read("a.ass", "[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
                + "Dialogue: 0,0:00:01.00,0:00:03.00,Default,Ilse,0,0,0,,{\\an8\\i1}The gate, they say,{\\i0}\\Nleaks.\nComment: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,look again\n"
                + "Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}\nDialogue: 0,0:00:07.00,0:00:08.00,Default,,0,0,0,,It is old.\n"))
                .isEqualTo("[0:00:01] Ilse: The gate, they say, leaks.\n[0:00:07] It is old.");
        assertThat(PlainFormats.read("a.sbv", "0:00:01.000,0:00:03.000\nThe gate\n\n0:00:03.500,0:00:05.000\nleaks.\n")).isEqualTo("[0:00:01] The gate leaks.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a.json|{\"messages\":[{\"text\":\"nobody\"}]}", "a.json|{\"a\":1}", "a.json|[{\"name\":\"Gadget\",\"text\":\"a thing\",\"price\":5}]", "a.json|[1,2]", "a.json|{broken", "a.jsonl|{\"level\":\"INFO\",\"message\":\"up\"}",
        "a.ipynb|{}", "a.srt|no cues", "a.txt|12/05/2024, 10:15 - Ann: once", "a.md|12/05/2024, 10:15 - Ann: once"})
    void what_only_looks_alike_stays_as_it_is(String name, String text) {
        assertThat(PlainFormats.read(name, text)).isEqualTo(text);
    }
}
