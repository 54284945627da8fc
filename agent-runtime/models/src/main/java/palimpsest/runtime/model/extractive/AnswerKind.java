package palimpsest.runtime.model.extractive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.runtime.model.extractive.Question.Asks;

/** Whether a text holds the kind of thing that a question asks for: a time, an amount, a name. */
final class AnswerKind {

    static final String MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember"
            + "|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
            + "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|dezembro"
            + "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık";
    /** Scripts whose words have no edges that a pattern could rely on. */
    private static final String OTHER_DATES = "|\\d{1,4}年|\\d{1,2}月|tháng \\d|năm \\d{3,4}|(?:يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|जनवरी|फरवरी|मार्च|अप्रैल|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर"
            + "|มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม)";
    private static final Pattern DATE = Pattern.compile("(?iU)\\b(?:1[0-9]|20)\\d{2}\\b|\\b\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}\\b|\\b(?:\\d{1,2}(?:st|nd|rd|th|\\.|º)?,? (?:of |de )?(?:" + MONTHS
            + ")|(?:" + MONTHS + ") \\d{1,4})\\b" + OTHER_DATES);
    private static final Pattern RELATIVE_TIME = Pattern.compile("(?iU)\\b(?:yesterday|today|tonight|tomorrow|ago|(?:last|next|this|past|previous|following) (?:\\w+ )?(?:week|weekend|month|year|summer|winter|spring|fall|autumn|night|mon|tues|wednes|thurs|fri|satur|sun)\\w*|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
            + MONTHS.replace("|may|", "|").replace("|mars|", "|").replace("|mart|", "|") + "|gestern|heute|morgen|hier|demain|ayer|mañana|вчера|сегодня|завтра|dün|bugün|yarın|hôm qua|hôm nay"
            + "|\\w*jahrhundert\\w*|siglo|siècle|century|centuries|decade|века?|yüzyıl\\w*|thế kỷ|\\d+s|\\d+er)\\b|昨天|今天|明天|去年|今年|世纪|年代|أمس|اليوم|غدا|القرن|कल|आज|सदी|शताब्दी|เมื่อวาน|วันนี้|พรุ่งนี้|ศตวรรษ");
    private static final Pattern QUANTITY = Pattern.compile("(?iU)\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|once|twice|half|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\\w+zehn|zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend|halb\\w*|hälfte"
            + "|deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|mille|moitié|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil|millones|mitad|tre|quattro|cinque|sette|otto|nove|dieci|metà|dois|duas|três|quatro|sete|oito|dez|metade"
            + "|дв[ае]|двух|трёх|трех|три|четыре|четырёх|пять|пяти|шесть|семь|восемь|девять|десять|сто|тысяч\\w*|миллион\\w*|половин\\w*|iki|üç|dört|beş|altı|yedi|sekiz|dokuz|yüz|milyon|yarısı"
            + "|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|triệu|nửa)\\b|[一二三四五六七八九十百千万两]|半|واحد|اثن|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع|عشر|مئة|مائة|ألف|مليون|نصف|एक|दो|तीन|चार|पाँच|पांच|छह|सात|आठ|नौ|दस|सौ|हजार|हज़ार|लाख|आधे|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน|ครึ่ง");
    private static final Pattern PLACE = Pattern.compile("(?U)\\b(?:in|at|near|from|to|on|aus|bei|nach|im|am|en|de|à|dans|vers|em|в|во|на|из|под|ở|tại|từ) (?:the |der |dem |den |la |el |los |las |le |les |il |o )?\\p{Lu}|\\p{Lu}[\\p{L}]+['’][dt][ae]n?\\b|\\p{Lu}[\\p{L}]+['’]y?[ae]\\b"
            + "|在|位于|में|فى|في |ที่|ใน");
    private static final Pattern CAUSE = Pattern.compile("(?iU)\\b(?:because|since|so that|due to|in order to|reason|thus|therefore|weil|denn|damit|wegen|aufgrund|parce que|puisque|afin de|porque|debido a|ya que|para|perché|poiché|потому|поскольку|так как|чтобы|из-за|çünkü|için|nedeniyle|dolayı|vì|bởi|để|nhằm)\\b"
            + "|因为|由于|所以|因此|以便|لأن|بسبب|من أجل|क्योंकि|कारण|ताकि|เพราะ|เนื่องจาก|เพื่อ");
    private static final Pattern NAME_INSIDE = Pattern.compile("(?U)(?<=[\\p{L}\\p{N},;)] )[\\p{Lu}][\\p{L}.'’-]+|^\\p{Lu}[\\p{L}.'’-]+ \\p{Lu}|\\p{IsHan}{1,6}·\\p{IsHan}+");

    private static final Pattern YEAR_IN_BRACKETS = Pattern.compile("\\p{Lu}[\\p{L}.'’-]+ \\([^()]{0,30}\\d{4}");
    private static final Pattern YEAR_OR_DAY = Pattern.compile("(?iU)(?:FY ?|fiscal )?(?:19|20)\\d\\d|(?:" + MONTHS + ") \\d{1,2},? (?:19|20)\\d\\d|\\d{1,2}\\.? (?:" + MONTHS + ") (?:19|20)\\d\\d");
    /** When something came to pass, and how many there are: who tells that names a time or a number. */
    private static final Pattern ASKS_DATE = Pattern.compile("(?iU)\\bwhen (?:was|were|did|had)\\b|\\b(?:what|which) (?:date|day|year|month|century|decade)\\b|\\bwann (?:wurden?|war(?:en)?|hat(?:ten)?|haben)\\b|\\bin welche[mr] (?:jahr|monat|jahrhundert)\\b"
            + "|\\bquand (?:a|ont|fut|furent|était|étaient)\\b|\\ben quelle année\\b|\\bcuándo (?:fue|fueron|se|nació|murió)\\b|\\bqué (?:año|fecha|mes|siglo)\\b|\\bв каком году\\b|\\bkaç yılında\\b|\\bnăm nào\\b|哪一?年|何年");
    private static final Pattern ASKS_NUMBER = Pattern.compile("(?iU)\\bhow many\\b|\\bwie ?viele\\b|\\bcombien d|\\bcuánt[oa]s\\b|\\bquant[ie]\\b");
    /** Addresses and names with digits in them count nothing: "https://a.b/1.4.3", "sha2-nistp256". */
    private static final Pattern NAMED_BY_DIGITS = Pattern.compile("\\b\\w+://\\S+|[\\p{L}_][\\p{L}\\p{N}_./-]*\\d[\\w./-]*");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    /** "By default, it waits", "defaults to yes", "Default: none", "Shared. Default."; other languages only have the word. */
    private static final Pattern DEFAULT_VALUE = Pattern.compile("(?iU)\\bby default\\b|\\bdefaults? (?:\\w+ ){0,3}(?:is|are|was|to|of)\\b|\\bdefaults?(?: value)?\\W{0,4}[:=]|\\bdefaults?\\W*$|\\(defaults?\\b|^(?!.*\\bdefault)", Pattern.DOTALL);
    private static final Pattern DEFAULT = Question.KINDS.get(Asks.DEFAULT);
    /** "什么是…", "…是哪种雨林" and what tells it: "是一片…". */
    private static final Pattern ASKS_WHAT_IT_IS = Pattern.compile("是(?:什么|哪种|哪类|一[个种]什么|何种)|^什么是");
    private static final Pattern TELLS_WHAT_IT_IS = Pattern.compile("是(?:一|指|由|[^，。]{0,12}的)|为一");
    private static final double WHAT_IT_IS = 0.05;
    private static final double HELD = 0.08;
    private static final double MOST = 0.12;

    private final Question question;

    AnswerKind(Question question) {
        this.question = question;
    }

    /** Whether {@code text} names a day, a month with a number, or a year. */
    static boolean isDate(String text) {
        return DATE.matcher(text).find();
    }

    /** The year of a cell of a table that is a year, or a day with its year, and nothing else; 0 for any other. */
    static int yearOf(String cell) {
        Matcher year = YEAR_OR_DAY.matcher(cell);
        return year.matches() ? Integer.parseInt(cell.replaceAll("^.*(?=\\d{4})", "").substring(0, 4)) : 0;
    }

    boolean holds(Asks asks, String text) {
        return switch (asks) {
            // what the question itself holds is not what is asked for
            case WHEN -> holdsNew(DATE, text) || holdsNew(RELATIVE_TIME, text);
            case HOW_MUCH -> holdsNew(QUANTITY, text);
            case WHERE -> PLACE.matcher(text).find();
            case WHY -> CAUSE.matcher(text).find();
            case WHO -> holdsNew(NAME_INSIDE, text);
            case DEFAULT -> DEFAULT.matcher(text).find() && (DEFAULT_VALUE.matcher(text).find() || holdsNew(DIGITS, text));
            case HOW_TO -> text.indexOf('`') >= 0 || text.stripTrailing().endsWith(":") || Lines.isListItem(text);
        };
    }

    private boolean holdsNew(Pattern pattern, String text) {
        return pattern.matcher(text).results().anyMatch(held -> !question.text().contains(held.group()));
    }

    /** Whether the sentence lacks a kind of thing that is asked for. */
    boolean lacks(String text) {
        return question.asks().stream().anyMatch(asks -> !holds(asks, text));
    }

    /** Whether the date of a deed or a count is asked for, and the text holds no time or no number. */
    boolean lacksDateOrCount(String text) {
        return ASKS_DATE.matcher(question.text()).find() && !holds(Asks.WHEN, text)
                || ASKS_NUMBER.matcher(question.text()).find() && !holds(Asks.HOW_MUCH, NAMED_BY_DIGITS.matcher(text).replaceAll(" "));
    }

    /** Whether a default is asked for and the sentence tells of none. */
    boolean lacksDefault(String text) {
        return question.asks().contains(Asks.DEFAULT) && !holds(Asks.DEFAULT, text);
    }

    /** Whether a column has such a name that what stands in it is a default. */
    static boolean namesDefault(String column) {
        return DEFAULT.matcher(column).find();
    }

    /** The text without its dates. */
    static String withoutDates(String text) {
        return DATE.matcher(text).replaceAll(" ");
    }

    /** Whether a time is asked for, and one stands in brackets after a name: "Karin Holt (1932-1999) was a painter" tells when she was born. */
    boolean isLifeOfWhoIsNamed(String text) {
        return question.asks().contains(Asks.WHEN) && YEAR_IN_BRACKETS.matcher(text).find();
    }

    /** A little for a sentence that holds the kind of thing asked for. */
    double bonus(String text) {
        double bonus = 0;
        for (Asks asks : question.asks()) {
            bonus += holds(asks, text) ? HELD : 0;
        }
        bonus += ASKS_WHAT_IT_IS.matcher(question.text()).find() && TELLS_WHAT_IT_IS.matcher(text).find() ? WHAT_IT_IS : 0;
        return Math.min(MOST, bonus);
    }
}
