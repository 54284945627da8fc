package palimpsest.runtime.model.extractive;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of a person and told in words of which none are the same: "What does Nora do?" is answered by "My sister Nora is a vet", "How old is my son?" by "My son turned nine".
 * Known in English, German, French, Spanish and Chinese.
 *
 * @param person whose it is, in lower case; empty for the user
 */
record PersonalFact(Kind kind, String person) {

    private static final String WHO = "(?<who>(?:my |our |mein\\w* |unser\\w* |ma |mon |mes |notre |nos |mis? |nuestr\\w* |(?:the|die|les|los) (?=(?:twins|kids|children|boys|girls|zwillinge|kinder|jumeaux|jumelles|enfants|mellizos|gemelos|niños)\\b))?(?!(?:the|an?|this|that|these|those|it|he|she|they|you|der|die|das|er|es|sie|le|la|les|el)\\b)[\\p{L}\\p{M}-]+(?:['’]s|(?<=s)['’])?(?: (?-i:\\p{Lu})[\\p{L}-]+)?)";
    private static final String HAN = "(?<who>我|我[^的，？]{1,4}|\\p{IsHan}{2,4}?)";
    private static final String NUMBER = "(?:\\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
            + "|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|a hundred)";
    /** A number that counts nothing: "He is 78 and still sails", not "He is 2 km away". */
    private static final String AGE = NUMBER + "\\b(?=\\s*(?:[.,;!]?\\s*$|[.,;!]\\s|(?:and|but|now|today|already|years?|this|next|last|in|on|und|jahre?)\\b))";
    private static final String TRADE = "[\\p{L}-]*(?:\\p{L}{2}(?:er|or|ist|ian|ant|ee|smith|wright|man|woman)|tress|stress|nurse|vet|chef|cook|pilot|clerk|judge|guard|nanny|coach|poet|monk|priest|midwife|student|apprentice|intern|guide|model|agent|soldier|spy|scribe)s?";
    private static final String AVOIDED = "\\ballerg|\\ballergic\\b|(?:\\b|\\p{L})(?:un|in)verträglich|\\b\\p{L}*allergie|\\bintoleran|\\bintolérant|\\b(?:vegan|vegetarian|vegetarier|vegetariano|végétarien|pescatarian|coeliac|celiac|zöliakie|alérgic|alergia|diabeti)|过敏|不能吃|吃素";
    private static final String AVOIDS_I = "(?iU)\\b(?:i|we)\\b.{0,25}?(?:\\b(?:can['’]?t|cannot|don['’]t|mustn['’]t|must not|never|shouldn['’]t|no longer) (?:eat|have|tolerate|digest|touch)\\b|\\b(?:avoid|allerg|intoleran|gave up eating|stopped eating|(?:am|are) (?:a )?(?:vegan|vegetarian|pescatarian|coeliac|celiac|diabetic))|['’]m (?:an? )?(?:[\\p{L}-]+ )?(?:vegan|vegetarian|pescatarian|coeliac|celiac|diabetic|allergic|intolerant))"
            + "|\\b(?:my|our) .{0,20}\\b(?:allerg|intoleran)|\\bich\\b.{0,30}?(?:\\b(?:esse|vertrage|darf)\\b.{0,20}\\b(?:kein|nicht|nichts)|\\p{L}*(?:allerg|unverträglich)|\\b(?:vegan|vegetari))|\\bje (?:ne (?:mange|supporte|peux)|suis (?:allergique|intolérant|végéta|végan))|\\b(?:no (?:como|puedo comer|tolero)|soy (?:alérgic|intolerante|vegan|vegetarian)|tengo (?:una )?(?:alergia|intolerancia))|我\\S{0,6}(?:过敏|不能吃|不吃|吃素)";
    private static final String AVOIDS = "(?iU)" + AVOIDED + "|\\b(?:can['’]?t|cannot|doesn['’]t|don['’]t|mustn['’]t|must not|may not|never|no longer) (?:eats?|have|tolerate|digest|touch)\\b|\\bavoids?\\b|\\b(?:isst|verträgt|darf|essen|vertragen)\\b.{0,20}\\b(?:kein|nicht)|\\bne (?:mange|supporte|peut) (?:pas|plus|aucun)|\\bno (?:come|puede comer|tolera)";
    private static final String DEED = "(?:work|teach|build|mak|sell|repair|restor|run|design|driv|writ|paint|cook|bak|study|studi|train|manag|lead|practi[cs]|grow|breed|coach|direct|edit|translat|program|cod|farm|nurs|tun|weav|clean|deliver|research|conduct|play|sing|danc)";

    /** What may be asked of a person. */
    enum Kind {

        OCCUPATION(List.of("\\bwhat (?:does|do) WHO do(?: for (?:a living|work|a job)| (?:as a job|professionally))?\\s*\\?*\\s*$",
                "\\bwhat(?:['’]s| is| was) WHO(?:['’]s)? (?:job|profession|occupation|trade|line of work)\\b(?! \\p{L})",
                "\\bwas (?:macht|arbeitet|ist|mache|arbeite|bin) WHO (?:beruflich|von beruf)", "\\bwelchen beruf hat WHO", "\\bwas arbeitet? WHO\\s*\\?", "\\bwas ist (?=mein|unser)WHO beruf\\b",
                "\\bque (?:fait|fais) WHO (?:dans la vie|comme travail|comme métier)", "\\bà quoi travaille WHO", "\\bquel(?:le)? est (?=mon|ma)WHO (?:métier|profession)", "\\ba qué se dedica WHO",
                "\\ba qué me dedico", "\\bde qué trabaja WHO", "\\bcuál es (?=mi)WHO (?:profesión|oficio|trabajo)", "HAN(?:是|在)?(?:做什么工作|做什么的|从事什么)"),
                "(?iU)\\b(?:i['’]m|i am|i was|i became) (?:now |still |currently |also )?(?:an? (?:[\\p{L}-]+ ){0,3}?" + TRADE + "\\b|working (?:as|at|for))|\\bi (?:now |currently )?(?:work (?:as|at|for|in)|"
                        + "(?:teach|build|make|sell|repair|restore|run|design|drive|train|manage|grow|breed|coach|direct|edit|translate|farm|tune|weave|research) \\p{L})|\\bmy (?:job|profession|work) is\\b"
                        + "|\\b(?:ich bin|bin ich) (?:eine? )?\\p{Lu}\\p{L}*(?:in|er|ist|or|ent|ant|arzt|ärztin|mann|frau|wirt)\\b|\\b(?:ich|und) (?:arbeite (?:als|bei)|(?:repariere|baue|restauriere|unterrichte|verkaufe|leite|entwerfe|züchte) \\p{L})"
                        + "|\\bje suis (?:une? )?\\p{L}+(?:aire|eur|euse|ier|ière|ien|ienne|iste|cin|ogue|ant)\\b|\\bje (?:travaille (?:comme|chez)|(?:répare|restaure|construis|enseigne|vends|dirige) \\p{L})"
                        + "|\\bsoy (?:una? )?\\p{L}+(?:ario|aria|or|ora|ero|era|ista|ico|ica|ogo|oga)\\b|\\btrabajo (?:como|en)|\\b(?:reparo|restauro|construyo|enseño|vendo|dirijo) \\p{L}"
                        + "|我是(?:一[名个位])?\\p{IsHan}{0,6}(?:师|医|医生|员|家|生|工|匠|警察|商)|我在\\p{IsHan}{1,12}(?:工作|上班)",
                "(?iU)(?:\\b(?:is|was|became|['’]s)|,) (?:now |still |currently |also )?an? (?:[\\p{L}-]+ ){0,3}?" + TRADE + "\\b|\\b(?:works|worked) (?:as|at|for|in)\\b|\\b" + DEED + "(?:s|es)\\b"
                        + "|\\bist (?:eine? )?\\p{Lu}\\p{L}*(?:in|er|ist|or|ent|ant|arzt|mann|frau|wirt)\\b|\\barbeitet (?:als|bei)|\\best (?:une? )?\\p{L}+(?:aire|eur|euse|ier|ière|ien|ienne|iste|cin|ogue|ant)\\b|\\btravaille (?:comme|chez)"
                        + "|\\bes (?:una? )?\\p{L}+(?:ario|aria|or|ora|ero|era|ista|ico|ica|ogo|oga)\\b|\\btrabaja (?:como|en)|是(?:一[名个位])?\\p{IsHan}{0,6}(?:师|医|医生|员|家|生|工|匠|警察|商)|在\\p{IsHan}{1,12}(?:工作|上班)",
                "works as a teacher, I work for a shop, office or company, I repair, restore, build, make, teach, sell, design, run, drive, write, manage, my trade and profession, hello, my name is",
                "arbeitet als, ich arbeite bei, ich bin Lehrer, ich repariere, baue, unterrichte, verkaufe, leite, mein Beruf",
                "travaille comme, je travaille chez, je suis professeur, je répare, construis, enseigne, vends, dirige, mon métier",
                "trabaja como, trabajo en, soy profesora, reparo, construyo, enseño, vendo, dirijo, mi profesión",
                "我是老师，我在公司工作，我的职业"),

        DOING(List.of("\\bwhat (?:is|are|am) WHO doing(?: now| today| at the moment| these days)?\\s*\\?*\\s*$"),
                "(?iU)\\b(?:i['’]m|i am|i['’]ve been|we['’]re|we are) (?:now |still |currently |just )?(?!going\\b)\\p{L}+ing\\b", "(?iU)\\b(?:is|are|['’]s|has been|have been) (?:now |still |currently |just )?\\p{L}+ing\\b",
                "is doing, is working on, is busy with", "macht gerade, arbeitet an", "fait en ce moment", "está haciendo", "正在"),

        AGE(List.of("\\bhow old (?:is|am|are|was) WHO(?: now| today)?\\s*\\?*\\s*$", "\\bhow old (?:will|is|did) WHO (?:be|turn|turning)\\b", "\\bwhat(?:['’]s| is) WHO(?:['’]s)? age\\b", "\\bwie alt (?:ist|bin|sind|wird) WHO(?: jetzt| heute)?\\s*\\?",
                "\\bquel âge (?:a|ont) WHO\\s*\\?", "\\bquel âge ai-je", "\\b(?:cuántos años|qué edad) (?:tiene|tengo)(?: WHO)?\\s*\\?", "HAN(?:今年|现在)?(?:多大|几岁|多少岁)"),
                "(?iU)\\bi(?:['’]m| am| just turned| turned| turn| will be| have turned) (?:now |just |only |almost |nearly |already )?" + PersonalFact.AGE + "|\\bi was born in (?:19|20)\\d\\d|\\bmy age is"
                        + "|\\b(?:ich bin|bin ich|ich werde) (?:jetzt |schon |erst )?(?:" + PersonalFact.AGE + "|\\p{L}+ jahre)|\\bj['’]ai \\S+(?:[ -]\\p{L}+)? ans\\b|\\btengo \\S+(?: y \\p{L}+)? años\\b|我今年?\\S{1,4}岁",
                "(?iU)\\b(?:is|['’]s|are|was|turned|turns|will be|has turned) (?:now |just |only |almost |nearly |already )?" + PersonalFact.AGE + "|\\byears?[ -]old\\b|,? aged? \\d|, \\d{1,2},|\\bborn (?:in|on) [^.]{0,20}?(?:19|20)\\d\\d"
                        + "|\\b(?:ist|wird|wurde) (?:jetzt |schon |erst )?(?:" + PersonalFact.AGE + "|\\p{L}+ jahre)|\\ba \\S+(?:[ -]\\p{L}+)? ans\\b|\\btiene \\S+(?: y \\p{L}+)? años\\b|\\S{1,3}岁",
                "is years old, turned, born in, age, birthday", "ist Jahre alt, wurde, geboren, Alter, Geburtstag", "a ans, né en, âge, anniversaire", "tiene años, cumplió, nació, edad", "岁，今年，出生"),

        CAR(List.of("\\b(?:what|which) (?:(?:kind|sort|type|make) of )?(?:car|vehicle) (?:do|does) WHO (?:drive|have|own)\\b", "\\bwhat(?:['’]s| is) WHO(?:['’]s)? car\\b\\s*\\?", "\\b(?:welches|was für ein) auto (?:fahre|fährt|habe|hat|besitze) WHO"),
                "(?iU)\\b(?:i|we) (?:now |currently |still )?(?:drive|own|have|bought|got) (?:an?|the) (?:[\\p{L}-]+ ){0,3}?(?:car\\b|van\\b|(?-i:\\p{Lu})\\p{L}+)|\\bmy (?:new )?car\\b|\\b(?:ich fahre|wir fahren|fahre ich) (?:einen?|den) |\\bmein auto\\b|\\bein auto\\b",
                "(?iU)\\b(?:drives|owns|has|bought|got) (?:an?|the) (?:[\\p{L}-]+,? ){0,3}?(?:car\\b|van\\b|(?-i:\\p{Lu})\\p{L}+)|['’]s car\\b|\\bfährt (?:einen?|den) |\\bein auto\\b",
                "I drive a car, bought a car", "ich fahre ein Auto, Auto gekauft", "je conduis une voiture", "conduzco un coche", "我开车，汽车"),

        DIET(List.of("\\b(?:foods?|things?|anything|something|nothing) (?:that )?WHO (?:must|should|have to|has to|need to|needs to) (?:avoid|not eat|keep away from)", "\\bwhat (?:foods? |things? )?(?:can['’]?t|cannot|mustn['’]t|don['’]t|doesn['’]t) WHO (?:eat|tolerate)\\b(?= *(?:at all|any ?more)? *\\?*\\s*$)",
                "\\bwhat (?:foods? |things? )?(?:must|should|can|may|do|does) WHO (?:not (?:eat|tolerate)|have to avoid|avoid)\\b(?= *(?:eating|at all|any ?more)? *\\?*\\s*$)",
                "\\b(?:is there|are there) (?:any |some)?(?:foods?|thing|things)? ?(?:that )?WHO (?:can['’]?t|cannot|mustn['’]t|must not|may not|shouldn['’]t|should not|must|don['’]t|doesn['’]t) (?:avoid|eat)", "\\b(?:what|which foods?) (?:is|am|are) WHO allergic to\\b", "\\b(?:do|does) WHO have (?:any |an )?(?:food )?(?:allerg|intoleran)",
                "\\bwogegen (?:bin|ist|sind) WHO allergisch", "\\bwas (?:darf|dürfen|kann|können|isst|esse|essen|verträgt|vertrage) WHO nicht(?: essen| vertragen)?\\W*$", "\\b(?:habe|hat) WHO (?:eine )?(?:allergie|unverträglichkeit)", "\\bà quoi suis[ -]je allergique", "\\bà quoi WHO est[ -](?:il|elle) allergique",
                "\\bqu['’]est-ce que WHO ne (?:peux?t?|dois?t?|mange) pas(?: manger)?", "\\ba qué (?:soy|es) alérgic[oa](?: WHO)?", "\\bqué (?:no )?(?:puedo|puede|debo|debe) (?:WHO )?(?:no )?comer", "\\bqué no com[oe](?: WHO)?\\b", "HAN(?:对什么过敏|不能吃什么)"),
                PersonalFact.AVOIDS_I, PersonalFact.AVOIDS, "allergic to, can't eat, must not eat, intolerant, vegetarian, vegan, gluten, lactose, nuts, avoid", "allergisch gegen, Allergie, Unverträglichkeit, vertrage kein, esse kein, Vegetarier, vegan",
                "allergique à, allergie, intolérant, ne mange pas, végétarien", "alérgico a, alergia, intolerante, no como, no puedo comer, vegetariano", "过敏，不能吃，吃素"),

        CALLED(List.of("\\bwhat (?:is|are|was|were) WHO (?:called|named)\\b", "\\bwhat(?:['’]s| is| are) WHO(?:['’]s?)? names?\\b\\s*\\?", "\\bwie hei(?:ß|ss)(?:t|en) WHO\\s*\\?", "\\bcomment s['’]appell(?:e|ent) WHO\\s*\\?", "\\bcómo se llaman? WHO\\s*\\?", "HAN叫什么"),
                "(?iU)\\bmy name is\\b", "(?U)^(?:['’]s name)?(?: (?:is|are|heißt|heißen|s['’]appelle(?:nt)?|se llaman?))?(?: called| named)?,? (?!Ich|Er|Sie|Es|Wir)\\p{Lu}\\p{Ll}+",
                "is called, is named, name", "heißt, heißen, Name", "s'appelle, s'appellent, nom", "se llama, se llaman, nombre", "叫，名字"),

        BIRTHDAY(List.of("\\bwhen(?:['’]s| is) WHO(?:['’]s?)? birthday\\b", "\\bwhen (?:was|were) WHO born\\b", "\\bwhen (?:do|does) WHO (?:have|celebrate) (?:my|his|her|their|a) birthday\\b",
                "\\bwhat(?:['’]s| is) WHO(?:['’]s)? (?:birthday|date of birth|birth date)\\b", "\\bwann (?:hat|habe) WHO geburtstag", "\\bwann (?:wurde|ist|bin) WHO geboren",
                "\\bquand est (?:né|née) WHO", "\\bquand est l['’]anniversaire de WHO", "\\bcuándo (?:cumple años|nació) WHO", "\\bcuándo es el cumpleaños de WHO", "HAN的?生日是?(?:什么时候|哪天|几号|几月)"),
                "(?iU)\\bmy (?:own )?birthday\\b|\\bi (?:was|am) born (?:on|in)\\b|\\bi(?:['’]ll| will)? (?:turn(?:ed)?|be) " + NUMBER + " (?:on|in|next|last|this)\\b|\\b(?:mein geburtstag|ich habe? .{0,30}geburtstag|ich (?:bin|wurde) .{0,40}geboren)\\b"
                        + "|\\bmon anniversaire\\b|\\bje suis née? (?:le|en)\\b|\\bmi cumpleaños\\b|\\bnací (?:el|en)\\b|我的?生日|我\\p{IsHan}{0,12}出生",
                "(?iU)\\bborn (?:on|in)\\b|\\b(?:turn(?:s|ed)?|will be|turning) " + NUMBER + " (?:on|in|next|last|this|yesterday|today|tomorrow)\\b|birthday|\\bgeboren\\b|geburtstag|\\bnée? (?:le|en)\\b|anniversaire|\\bnació (?:el|en)\\b|cumple|生日|出生",
                "birthday, born on, turned, turns years old", "Geburtstag, geboren am, wurde Jahre alt, wird", "anniversaire, né le, a eu ans", "cumpleaños, nació el, cumplió años", "生日，出生，岁"),

        STUDIES(List.of("\\bwhat (?:did|do|does|am|is) WHO (?:study|studying|major in|graduate in)(?: at (?:university|college|uni|school))?\\s*\\?*\\s*$",
                "\\bwhat(?:['’]s| is| was) WHO(?:['’]s)? (?:degree|major|field of study)\\b", "\\bwhat (?:subject|degree) (?:did|do|does|is) WHO (?:study|take|have|studying)\\b",
                "\\bwas (?:studiere|studiert|studierte) WHO", "\\bwas (?:habe|hat) WHO studiert", "\\bqu['’](?:ai-je|est-ce que j['’]ai) étudié", "\\bqu['’](?:est-ce qu['’]|a )WHO étudi",
                "\\bqué (?:estudié|estudio)\\b", "\\bqué estudi(?:a|ó) WHO", "HAN(?:大学)?(?:学|读)的?(?:是)?(?:什么专业|什么)"),
                "(?iU)\\bi(?:['’]ve| have|['’]m| am)? (?:studied|studying|study|graduated|majored|read (?=\\p{L}+ at))\\b|\\bi (?:did|have|got|finished|hold|earned) (?:an?|my) (?:[\\p{L}'’-]+ ){0,3}(?:degree|bachelor|master|phd|doctorate|diploma|thesis)|\\bmy (?:degree|major|phd|master|bachelor|studies)\\b"
                        + "|\\bich (?:studiere|studierte|habe .{0,60}studiert)\\b|\\bhabe ich .{0,60}studiert\\b|\\bmein studium\\b|\\babschluss in\\b|\\bj['’](?:étudie|ai étudié|ai fait des études)|\\bma licence\\b|\\bmon (?:master|diplôme)\\b"
                        + "|\\b(?:estudié|estudio|me gradué|licenciad[oa] en|mi carrera)\\b|我\\S{0,12}(?:学的|读的|主修|专业|毕业)",
                "(?iU)\\b(?:studied|studies|studying|graduated|majored|majors)\\b|\\b(?:degree|bachelor['’]?s?|master['’]?s|phd|doctorate|diploma) in\\b|\\b(?:studiert|studierte)\\b|\\bétudi(?:e|é)\\b|\\bestudi(?:a|ó)\\b|学的|读的|主修|专业|毕业",
                "studied, graduated in, my degree, university, college, major, bachelor, master", "studiert, Studium, Abschluss in, Universität, Hochschule", "étudié, études, licence, master, diplôme, université",
                "estudié, carrera, graduado en, licenciatura, universidad", "学的专业，大学毕业，主修");

        private final List<Pattern> asked;
        private final Pattern toldOfSelf;
        private final Pattern toldOfOther;
        private final String[] otherWords;

        /** @param asked each with WHO or HAN for the person, or of the user alone; @param otherWords in English, German, French, Spanish and Chinese */
        Kind(List<String> asked, String toldOfSelf, String toldOfOther, String... otherWords) {
            this.asked = asked.stream().map(one -> Pattern.compile("(?iU)" + one.replace("WHO", WHO).replace("HAN", HAN))).toList();
            this.toldOfSelf = Pattern.compile(toldOfSelf);
            this.toldOfOther = Pattern.compile(toldOfOther);
            this.otherWords = otherWords;
        }

        private Optional<String> person(String question) {
            for (Pattern pattern : asked) {
                Matcher who = pattern.matcher(question);
                if (who.find()) {
                    String given = !pattern.namedGroups().containsKey("who") || who.group("who") == null ? "" : who.group("who");
                    return Optional.of(USER.matcher(given).matches() ? "" : OWN.matcher(given).replaceAll("").toLowerCase(Locale.ROOT));
                }
            }
            return Optional.empty();
        }
    }

    /** What the user does for a living. */
    static final PersonalFact OF_TRADE = new PersonalFact(Kind.OCCUPATION, "");

    private static final Pattern USER = Pattern.compile("(?iU)i|we|my|our|ich|wir|mein|je|nous|mon|ma|yo|me|mi|我|我今年|");
    private static final Pattern OWN = Pattern.compile("(?iU)^(?:my|our|mein\\w*|unser\\w*|ma|mon|mes|notre|nos|mis?|nuestr\\w*|the|die|les|los) |['’]s?$|^我的?(?=.)");

    /** What is asked of whom; empty for any other question. */
    static Optional<PersonalFact> askedBy(Question question) {
        return Arrays.stream(Kind.values()).flatMap(kind -> kind.person(question.text()).map(person -> new PersonalFact(kind, person)).stream()).findFirst();
    }

    /** How people tell it, in the language of the question: of its words they often use none. */
    String inOtherWords(Question question) {
        String words = switch (OneAtATime.languageOf(question)) {
            case "zh" -> kind.otherWords[4];
            case "es" -> kind.otherWords[3];
            case "fr" -> kind.otherWords[2];
            case "de" -> kind.otherWords[1];
            default -> kind.otherWords[0];
        };
        return person.isEmpty() ? words : person + " " + words;
    }

    /** Whether the user told it. */
    boolean isToldIn(String text) {
        if (person.isEmpty()) {
            return kind.toldOfSelf.matcher(text).find();
        }
        String told = text.toLowerCase(Locale.ROOT);
        return OwnWords.same(person).stream().anyMatch(name -> {
            Matcher named = Pattern.compile("(?U)" + (name.codePoints().anyMatch(Character::isIdeographic) ? "" : "\\b") + Pattern.quote(name)).matcher(told);
            return named.find() && kind.toldOfOther.matcher(text).region(named.end(), text.length()).useTransparentBounds(true).find();
        });
    }

    /** Whether what else the user told of a person is no answer to it though it has the question's words: "What does Nora do?" has but the name. */
    boolean isNothingElse() {
        return kind == Kind.OCCUPATION || kind == Kind.DOING || kind == Kind.AGE || kind == Kind.DIET;
    }
}
