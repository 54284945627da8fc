package palimpsest.runtime.model.extractive;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.text.IrregularVerbs;

/**
 * The words in which people ask for what they told of themselves: "How do I get to work?" is answered by "I ride my bike to work", and "Which language do I program in?" names
 * no language. Known in English, German, French and Spanish.
 */
final class OwnWords {

    private static final Pattern FIRST_PERSON = Pattern.compile("(?iU)\\b(?:i|we|my|our|ich|wir|mein\\w*|unser\\w*|je|nous|mon|ma|mes|notre|nos|yo|nosotr[oa]s|mis?|hago|hacemos|tengo|tenemos|vivo|vivimos|trabajo|nuestr\\w+)\\b|\\bj['’]");
    /** What kind of thing is asked for stands right behind it. */
    private static final Pattern KIND = Pattern.compile("(?iU)\\b(?:which|what|welche[nmrs]?|quel(?:le)?s?|qué|cuál)\\s+(?:(?:kind|type|sort) of\\s+)?([\\p{L}\\p{M}-]+)");
    private static final double LITTLE = 0.3;
    private static final double PLAIN = 1;
    /** How often, since when or how gladly: who tells it says it in other words, or not at all. */
    private static final Set<String> OF_HABIT = Set.of("now", "currently", "nowadays", "usually", "normally", "most", "best", "favorite", "favourite", "jetzt", "gerade", "derzeit", "aktuell", "meistens",
            "normalerweise", "liebsten", "lieblings", "maintenant", "actuellement", "ahora", "actualmente", "mache", "machen", "fais", "faisons", "hago", "hacemos");

    /** Of whose things is told without it: "My shoe size is 44" for which one wears, "a Skoda" for what one drives. */
    private static final Set<String> OF_HAVING = Set.of("wear", "wears", "drive", "own", "owns", "use", "need", "fahre", "fährt", "trage", "besitze", "porte", "conduis", "possède", "conduzco", "uso");

    private static final Set<String> OF_LIKING = Set.of("like", "love", "prefer", "enjoy", "favourite", "favorite", "best");

    /** A line: words that people use for each other, of the same habit, relative or thing. */
    private static final List<Set<String>> SAME = """
            get getting got come coming came go going went ride riding rode drive driving drove walk walking cycle cycling commute commuting travel travelling take taking took
            take taking took have having had drink drinking drank like liking love prefer preferring order ordering enjoy
            eat eating ate have having like love prefer preferring enjoy order cook
            choose choosing chose chosen decide deciding pick picking select go went use using switch switching adopt
            program programming code coding write writing wrote develop developing build building use using
            live living stay staying reside move moving moved settle
            buy buying bought get got order ordering purchase
            pay paying paid cost charge rent
            begin beginning began start starting join joining joined
            like likes love loves prefer prefers favourite favorite best
            medicine medication pill pills tablet tablets
            travel travelling trip journey visit fly
            salary earn earning income wage pay
            teach teaches teaching subject
            train training exercise practise practice run running swim swimming
            hate hated dislike disliked detest stand
            expire expires expired expiry run runs ran end ends ended
            stop stopped stopping quit quitting give gave given
            stay stayed staying hotel lodging
            mother mum mom mama
            father dad daddy papa
            grandmother grandma granny
            grandfather grandpa granddad grandad
            spouse wife partner
            spouse husband partner
            children kids
            boss manager supervisor
            author writer novelist
            doctorate phd
            job profession occupation
            flat apartment
            bike bicycle
            film movie
            holiday vacation
            physician doctor gp
            eat food dish meal
            type group
            work works working employ employed
            university college study studied studying graduate graduated
            komme kommen komm kam fahre fahren fährt fuhr gehe gehen ging nehme nehmen radle radeln laufe laufen pendle pendeln reise reisen
            trinke trinken trank mag mögen mochte nehme nehmen bevorzuge bevorzugen liebe lieben
            esse essen aß mag mögen bevorzuge bevorzugen liebe lieben
            wähle wählen wählten gewählt entscheiden entschieden nehmen nahmen genommen benutzen nutzen verwenden setzen
            programmiere programmieren schreibe schreiben entwickle entwickeln benutze benutzen nutze nutzen verwende verwenden
            zahle zahlen zahlte zahlten bezahle bezahlen kostet kosten kostete
            wohne wohnen lebe leben ziehe ziehen gezogen
            kaufe kaufen kaufte gekauft bekomme bekommen hole holen
            viens venir vais aller va prends prendre roule rouler pédale marche marcher
            bois boire aime aimer préfère préférer prends prendre
            mange manger aime aimer préfère préférer
            choisi choisir décidé décider pris prendre utilise utiliser
            habite habiter vis vivre
            voy ir vengo venir tomo tomar viajo conduzco camino
            tomo tomar bebo beber prefiero preferir gusta
            como comer prefiero preferir gusta
            elegimos elegir elegí decidimos decidir usamos usar
            vivo vivir resido""".lines().map(line -> Set.copyOf(new HashSet<>(Arrays.asList(line.strip().split(" "))))).toList();

    private OwnWords() {}

    /** The question with these words; itself where it is neither in the first person nor about what the user alone told. @param told what is remembered */
    static Question in(Question question, List<Remembered> told) {
        boolean ofUserAlone = told.stream().allMatch(memory -> memory.byUser() || memory.speaker().equals(Remembered.AGENT)) && question.terms().stream().anyMatch(Question.Term::anchor);
        if (!ofUserAlone && !FIRST_PERSON.matcher(question.text()).find()) {
            return question;
        }
        Matcher asksFor = KIND.matcher(question.text());
        String kind = asksFor.find() ? asksFor.group(1) : "";
        List<Question.Term> terms = question.terms().stream().map(term -> withOthers(question, term)).toList();
        List<Question.Term> having = weaker(terms, OF_HAVING::contains);
        // "Which tea do I like best?" asks for tea: that something is liked is told of much
        boolean onlyLiked = terms.stream().filter(term -> term.strong() && !term.surface().equalsIgnoreCase(kind)).allMatch(term -> OF_LIKING.contains(term.surface().toLowerCase(Locale.ROOT)));
        List<Question.Term> weaker = weaker(having, word -> !onlyLiked && word.equalsIgnoreCase(kind) || OF_HABIT.contains(word));
        // a name alone tells nothing of what is owned
        List<Question.Term> telling = Stream.of(weaker, having).filter(some -> some.stream().anyMatch(term -> term.strong() && (!term.anchor() || having.equals(terms)))).findFirst().orElse(terms);
        return new Question(question.text(), question.words(), telling, question.phrases(), question.asks(), question.named());
    }

    /** Words that are used for one, itself among them. @param word in lower case */
    static Set<String> same(String word) {
        Set<String> same = SAME.stream().filter(line -> line.contains(word)).flatMap(Set::stream).collect(Collectors.toSet());
        same.add(word);
        return same;
    }

    /** The question with the other words beside its own, to look for in memory; empty where none of its words has any, or the user does not ask of himself. */
    static Optional<String> toLookFor(Question question) {
        Set<String> own = question.terms().stream().map(term -> term.surface().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        List<String> others = own.stream().flatMap(word -> Stream.concat(same(word).stream(), IrregularVerbs.shared().forms(word).stream())).filter(word -> !own.contains(word)).distinct().sorted().toList();
        return others.isEmpty() || !FIRST_PERSON.matcher(question.text()).find() ? Optional.empty() : Optional.of(question.text() + " " + String.join(" ", others));
    }

    /** @param which of their words, in lower case */
    private static List<Question.Term> weaker(List<Question.Term> terms, Predicate<String> which) {
        return terms.stream().map(term -> term.anchor() || !which.test(term.surface().toLowerCase(Locale.ROOT)) ? term
                : new Question.Term(term.term(), term.surface(), LITTLE, false, false, term.borrowed(), term.measure())).toList();
    }

    private static Question.Term withOthers(Question question, Question.Term term) {
        if (term.anchor()) {
            return term;
        }
        String surface = term.surface().toLowerCase(Locale.ROOT);
        Set<String> others = SAME.stream().filter(same -> same.contains(surface)).flatMap(Set::stream).flatMap(word -> question.words().terms(word).stream())
                .filter(other -> !other.equals(term.term())).collect(Collectors.toSet());
        // "How do I get to work?" asks for the way, not for the work
        boolean manner = !others.isEmpty() && question.asks().contains(Question.Asks.HOW_TO);
        others.addAll(term.measure());
        return new Question.Term(term.term(), term.surface(), manner ? PLAIN : term.weight(), manner || term.strong(), false, term.borrowed(), Set.copyOf(others));
    }
}
