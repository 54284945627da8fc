package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text files as programs of several countries and decades wrote them. */
class LegacyEncodingTest {

    private final DocumentReader reader = new DocumentReader();

    private String text(String name, byte[] content) throws UnreadableDocumentException {
        return reader.read(name, content).text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "windows-1250|Dyżurny śluzy nazywa się Łukasz Żak. Opłata za przejście wynosi dziewięć złotych, a łodzie czekają krótko.",
        "ISO-8859-2|Dyżurny śluzy nazywa się Łukasz Żak. Opłata za przejście wynosi dziewięć złotych, a łodzie czekają krótko.",
        "IBM852|Dyżurny śluzy nazywa się Łukasz Żak. Opłata za przejście wynosi dziewięć złotych, a łodzie czekają krótko.",
        "windows-1250|Hrázný se jmenuje Jiří Kovář. Poplatek za proplutí činí devět korun, lodě čekají jen krátce a v neděli je zavřeno.",
        "ISO-8859-2|A zsilipőr neve Szűcs Jenő. Az áthaladás díja kilenc forint, a hajók csak rövid ideig várnak, és vasárnap zárva van.",
        "windows-1254|Bent bekçisinin adı Şükrü Yılmaz. Geçiş ücreti dokuz liradır, tekneler kısa bir süre bekler ve pazar günü kapalıdır.",
        "windows-1256|حارس السد هو سامي النجار. رسوم العبور تسعة دنانير، والقوارب تنتظر قليلا، والسد مغلق يوم الجمعة.",
        "ISO-8859-6|حارس السد هو سامي النجار. رسوم العبور تسعة دنانير، والقوارب تنتظر قليلا، والسد مغلق يوم الجمعة.",
        "windows-1255|שומר הסכר הוא דוד לוי. דמי המעבר הם תשעה שקלים, הסירות ממתינות זמן קצר והסכר סגור בשבת.",
        "windows-1251|Сторож шлюза — Мельников. Проход стоит девять рублей, лодки ждут недолго, а в воскресенье шлюз закрыт.",
        "KOI8-U|Сторож шлюзу Ївга Ґава. Прохід коштує девять гривень, човни чекають недовго, а в неділю шлюз зачинено.",
        "IBM866|Сторож шлюза Мельников. Проход стоит девять рублей, лодки ждут недолго, а в воскресенье шлюз закрыт.",
        "windows-1253|Ο φύλακας του φράγματος είναι ο Νίκος Αλεξίου. Η διέλευση κοστίζει εννέα ευρώ και τα σκάφη περιμένουν λίγο.",
        "IBM850|Der Schleusenwärter heißt Jörg Süß. Die Durchfahrt kostet neun Kronen, für größere Boote zwölf, und sonntags wird geschlossen.",
        "x-MacRoman|L’éclusière s’appelle Aurélie Bœuf. Le passage coûte 9 €, les bateaux n’attendent guère – et l’écluse est fermée le dimanche.",
        "windows-1252|L’éclusière s’appelle Aurélie Bœuf. Le passage coûte 9 €, les bateaux n’attendent guère – et l’écluse est fermée le dimanche.",
        "ISO-8859-15|L'éclusière s'appelle Aurélie Bœuf. Le passage coûte 9 €, les bateaux n'attendent guère et l'écluse est fermée le dimanche.",
        "ISO-8859-1|Slussvakten heter Åke Sjöström. Passagen kostar nio kronor, båtarna väntar bara kort och på söndagar är det stängt.",
        "x-windows-874|ผู้ดูแลประตูน้ำชื่อสมศักดิ์ ค่าผ่านทางเก้าบาท เรือรอไม่นาน และวันอาทิตย์ปิด",
        "EUC-KR|갑문 관리인은 박영수이다. 통행료는 구백 원이고 배는 잠시 기다리며 일요일에는 닫는다.",
        "EUC-JP|水門の番人は田中一郎です。通行料は九百円で、船は少し待ちます。日曜日は閉まっています。",
        "windows-31j|水門の番人は田中一郎です。通行料は九百円で、船は少し待ちます。日曜日は閉まっています。",
        "ISO-2022-JP|水門の番人は田中一郎です。通行料は九百円で、船は少し待ちます。日曜日は閉まっています。",
        "GB18030|水闸看守人是李大海。通行费为九元，船只稍等片刻，星期日关闭。",
        "Big5|水閘看守人是李大海。通行費為九元，船隻稍等片刻，星期日關閉。",
        "GBK|水闸看守人是李大海。", "GBK|Keeper: 李大海, fee: 9", "Big5|水閘看守人是李大海。", "Big5|費用：九元", "EUC-KR|갑문 관리인은 박영수이다.", "EUC-JP|水門の番人は田中です。",
        "windows-1257|Šliuzo sargas yra Jonas Žemaitis. Mokestis už praplaukimą devyni eurai, laivai laukia trumpai, o sekmadienį šliuzas uždarytas.",
        "windows-1257|Slūžu sargs ir Jānis Bērziņš. Maksa par caurbraukšanu deviņi eiro, laivas šeit gaida īsu brīdi, un svētdienās slūžas ir slēgtas.",
        "ISO-8859-4|Šliuzo sargas yra Jonas Žemaitis. Mokestis už praplaukimą devyni eurai, laivai laukia trumpai, o sekmadienį šliuzas uždarytas. Tvenkinių vanduo vėsus.",
        "ISO-8859-4|Slūžu sargs ir Jānis Bērziņš. Maksa par caurbraukšanu deviņi eiro, laivas šeit gaida īsu brīdi, un svētdienās slūžas ir slēgtas.",
        "IBM775|Šliuzo sargas yra Jonas Žemaitis. Mokestis už praplaukimą devyni eurai, laivai laukia trumpai, o sekmadienį šliuzas uždarytas. Tvenkinių vanduo vėsus.",
        "IBM775|Slūžu sargs ir Jānis Bērziņš. Maksa par caurbraukšanu deviņi eiro, laivas šeit gaida īsu brīdi, un svētdienās slūžas ir slēgtas.",
        "windows-1252|Vörðurinn heitir Þórður Friðriksson. Gjaldið er níu krónur, bátarnir bíða stutta stund og á sunnudögum er lokað. Það er gott.",
        "windows-1253|Η φύλακας του φράγματος είναι η Άννα Αλεξίου. Η διέλευση κοστίζει εννέα ευρώ.",
        "x-MacRoman|Der Schleusenwärter heißt Jörg Süß. Die Durchfahrt kostet neun Kronen, für größere Boote zwölf."})
    void the_encoding_is_told_by_the_text(String charset, String text) throws Exception {
        assertThat(text("a.txt", (text + "\n").getBytes(Charset.forName(charset)))).isEqualTo(text + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"水門の番人は一人、田中一郎です。1912年から。", "水闸看守人是一位先生。~费用：9元。", "Сторож шлюза 1912 года~Мельников", "ผู้ดูแล 9 บาท~สมศักดิ์ต่อเรือ",
        "Łódź, 9 zł~", "갑문 관리인은 박영수이다. 9원"})
    void utf16_needs_no_mark_in_any_script(String lines) throws Exception {
        String text = lines.replace('~', '\n');
        assertThat(text("a.txt", text.getBytes(StandardCharsets.UTF_16LE))).isEqualTo(text);
        assertThat(text("a.csv", text.getBytes(StandardCharsets.UTF_16BE))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"The ~ fee is 5.", "Zoë~ 5", "水闸~ 5 元", "~~ab~~cd~~", "a,b~c,d"})
    void a_short_text_with_zeros_stays_what_it_is(String text) throws Exception {
        assertThat(text("a.txt", text.replace('~', '\0').getBytes(StandardCharsets.UTF_8))).isEqualTo(text.replace('~', '\ufffd').replaceAll("\ufffd+$", ""));
    }

    @Test
    void the_lines_that_are_not_ascii_decide_however_late_they_come() throws Exception {
        String text = "key,value\n".repeat(20_000) + "Größe,Süd\nStraße,Köln\n";
        assertThat(text("a.csv", text.getBytes(Charset.forName("windows-1252")))).isEqualTo(text);
    }

    @Test
    void a_file_that_two_programs_wrote_is_read_line_by_line() throws Exception {
        String one = "The café “Zum Anker” charges 5 €.\n".repeat(4);
        String other = "The café “Zur Post” charges 7 €.\n".repeat(4);
        assertThat(text("a.log", joined(one.getBytes(StandardCharsets.UTF_8), other.getBytes(Charset.forName("windows-1252"))))).isEqualTo(one + other);
    }

    @Test
    void what_a_file_declares_counts_unless_it_is_utf8() throws Exception {
        String xml = "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<шлюз>Ян</шлюз>";
        assertThat(text("a.xml", xml.getBytes(Charset.forName("windows-1251")))).isEqualTo(xml);
        String page = "<html><head><meta charset=\"iso-8859-1\"></head><body><p>Сторож шлюза Мельников</p></body></html>";
        assertThat(text("a.html", page.getBytes(StandardCharsets.UTF_8)).strip()).isEqualTo("Сторож шлюза Мельников");
        assertThat(text("b.html", page.replace("iso-8859-1", "koi8-r").getBytes(Charset.forName("KOI8-R"))).strip()).isEqualTo("Сторож шлюза Мельников");
    }

    @Test
    void zeros_that_fill_up_a_file_are_left_out() throws Exception {
        assertThat(text("a.txt", joined("The lock is shut.\n".getBytes(StandardCharsets.US_ASCII), new byte[500]))).isEqualTo("The lock is shut.\n");
    }

    @Test
    void chinese_in_seven_bits_is_read() throws Exception {
        // each byte of GB2312 without its highest bit, as RFC 1843 says
        byte[] pairs = "水闸看守人是李大海".getBytes(Charset.forName("GB2312"));
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] &= 0x7f;
        }
        String written = "Keeper: ~{" + new String(pairs, StandardCharsets.US_ASCII) + "~}, fee ~~9\n";
        assertThat(text("a.txt", written.getBytes(StandardCharsets.US_ASCII))).isEqualTo("Keeper: 水闸看守人是李大海, fee ~9\n");
        assertThat(text("b.txt", "mv ~{a,b}~ c".getBytes(StandardCharsets.US_ASCII))).isEqualTo("mv ~{a,b}~ c");
    }

    @Test
    void bytes_that_are_no_characters_are_refused_whatever_the_name_says() throws Exception {
        String odd = "The lock\u0001 is\u0002 shut.\u0003".repeat(9);
        assertThat(text("odd.txt", odd.getBytes(StandardCharsets.UTF_8))).as("UTF-8 is text, whatever stands in it").contains("The lock").contains("shut.");
        byte[] noise = new byte[4_000];
        new Random(7).nextBytes(noise);
        assertThatExceptionOfType(UnreadableDocumentException.class).isThrownBy(() -> reader.read("notes.txt", noise)).withMessageStartingWith("not a text document");
        assertThatExceptionOfType(UnreadableDocumentException.class).isThrownBy(() -> reader.read("notes.md", Arrays.copyOf(noise, 300))).withMessageStartingWith("not a text document");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
