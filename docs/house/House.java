import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the sources of a checkout and prints one line for each module, then the targets beside what was found. Run by
 * {@code docs/house.sh [folder]}. Sources are read by the JDK's own parser, so strings, text blocks, records
 * and lambdas are what they are; only comments, which the parser throws away, are found by {@link Lines}.
 *
 * <p>Main trees only, but for what is said of tests. A line of code holds something that is neither blank nor comment; a
 * comment line holds a comment and no code. A method counts what stands between its braces. Two top-level types are in a
 * circle when each can be reached from the other by the names in their sources; so are packages.
 */
final class House {

    /** Not libraries: programs, examples, and what only tests use. */
    private static final Set<String> NO_LIBRARIES = Set.of(
            "examples",
            "spring-sample",
            "spring-sample-boot4",
            "benchmarks",
            "cli",
            "server",
            "tck",
            "test-support");

    private final List<Source> main;
    private final List<Source> tests;
    private final Graph types;

    private House(List<Source> main, List<Source> tests) {
        this.main = main;
        this.tests = tests;
        this.types = Graph.ofTypes(main);
    }

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments.length > 0 ? arguments[0] : ".").toRealPath();
        List<Source> main = new ArrayList<>();
        List<Source> tests = new ArrayList<>();
        for (String module : modules(root)) {
            main.addAll(Source.parse(module, root.resolve(module).resolve("src/main/java")));
            tests.addAll(Source.parse(module, root.resolve(module).resolve("src/test/java")));
        }
        new House(main, tests).print();
    }

    private static List<String> modules(Path root) throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java"))
                            || Files.isDirectory(folder.resolve("src/test/java")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private void print() {
        System.out.println("p50/p90/max are lines of a file, p50/p99/max lines of a method; private: package-private "
                + "share of the top-level types;\ncircle: top-level types in a circle; package: most types in one; "
                + "public: public types/methods.\n");
        String form = "%-16s %5s %6s %6s %7s %12s %10s %7s %8s %7s %9s%n";
        out(form, "module", "files", "lines", "code", "comment", "p50/p90/max", "method", "private", "circle", "package",
                "public");
        Map<String, List<Source>> modules = new TreeMap<>(main.stream().collect(Collectors.groupingBy(Source::module)));
        modules.forEach((module, sources) -> row(form, module, sources));
        row(form, "libraries", filter(main, House::isLibrary));
        row(form, "all", main);
        System.out.println();
        targets(modules);
    }

    private void row(String form, String name, List<Source> sources) {
        int code = sum(sources, s -> s.lines().code());
        List<Source.Type> all = sources.stream().flatMap(s -> s.types().stream()).toList();
        long hidden = all.stream().filter(type -> !type.isPublic()).count();
        long circle = all.stream().filter(type -> types.circular().contains(type.name())).count();
        out(
                form,
                name,
                sources.size(),
                sum(sources, s -> s.lines().all()),
                code,
                decimal(sum(sources, s -> s.lines().comment()), code),
                spread(sources.stream().map(s -> s.lines().all()).toList(), 90),
                spread(sources.stream().flatMap(s -> s.methods().stream()).map(Source.Method::lines).toList(), 99),
                percent(hidden, all.size()),
                circle + "/" + all.size(),
                perPackage(sources).values().stream().mapToInt(i -> i).max().orElse(0),
                all.size() - hidden + "/" + sum(sources, s -> (int) s.methods().stream()
                        .filter(Source.Method::isPublic)
                        .count()));
    }

    private void targets(Map<String, List<Source>> modules) {
        int core = sum(modules.getOrDefault("core", List.of()), s -> s.lines().code());
        int all = sum(main, s -> s.lines().code());
        target("lines of code in core", core, "<= 8000", core <= 8000, List.of());
        target("lines of code in all", all, "<= 40000", all <= 40000, List.of());
        List<Set<String>> packages = types.ofPackages().circles();
        target("circles between packages", packages.size(), "0", packages.isEmpty(), packages);
        int circular = types.circular().size();
        int count = sum(main, s -> s.types().size());
        target("types in circles", percent(circular, count), "<= 3 %", circular <= 0.03 * count, types.circles());
        Map<String, Integer> big = perPackage(main);
        big.values().removeIf(size -> size <= 30);
        target("packages with more than 30 types", big.size(), "0", big.isEmpty(), big.entrySet());
        Map<String, Integer> twice = simpleNames();
        target("simple names used more than once", twice.size(), "<= 5", twice.size() <= 5, twice.entrySet());
        List<String> bare = new ArrayList<>();
        modules.forEach((module, sources) -> {
            int code = sum(sources, s -> s.lines().code());
            int comment = sum(sources, s -> s.lines().comment());
            if (isLibrary(sources.get(0)) && comment < 0.3 * code) {
                bare.add(module + " " + decimal(comment, code));
            }
        });
        target("libraries with comment : code under .30", bare.size(), "0", bare.isEmpty(), bare);
        List<Source.Method> longest = main.stream()
                .flatMap(s -> s.methods().stream())
                .sorted(Comparator.comparing(Source.Method::lines).reversed())
                .toList();
        List<String> tooLong = longest.stream().filter(m -> m.lines() > 40).map(Source.Method::toString).toList();
        target("longest method, lines", longest.get(0).lines(), "<= 40", tooLong.isEmpty(), tooLong);
        targetsOfTests();
    }

    private void targetsOfTests() {
        Set<String> names = main.stream().flatMap(s -> s.names().stream()).collect(Collectors.toSet());
        List<String> classes = tests.stream()
                .flatMap(s -> s.types().stream())
                .map(Source.Type::simpleName)
                .filter(name -> name.matches(".*(Test|IT)"))
                .toList();
        long named = classes.stream()
                .filter(name -> names.contains(name.replaceFirst("(Test|IT)$", "")))
                .count();
        target(
                "test classes named after a type",
                named + " of " + classes.size() + ", " + percent(named, classes.size()),
                ">= 2/3",
                3 * named >= 2 * classes.size(),
                List.of());
        List<String> sentences = Stream.concat(main.stream(), tests.stream())
                .flatMap(s -> s.methods().stream())
                .filter(Source.Method::isTest)
                .map(Source.Method::name)
                .filter(name -> name.length() > 60)
                .toList();
        target("names of test methods over 60 characters", sentences.size(), "0", sentences.isEmpty(), sentences);
    }

    private static void target(String what, Object found, String wanted, boolean ok, Collection<?> why) {
        out("%-42s %18s   %-8s %s%n", what, found, wanted, ok ? "ok" : "MISSED");
        why.stream().limit(ok ? 0 : 60).forEach(each -> System.out.println("      " + each));
    }

    /** The simple names that several top-level types of the main trees share, and how many do. */
    private Map<String, Integer> simpleNames() {
        Map<String, Integer> names = new TreeMap<>();
        main.forEach(s -> s.types().forEach(type -> names.merge(type.simpleName(), 1, Integer::sum)));
        names.values().removeIf(uses -> uses < 2);
        return names;
    }

    private static Map<String, Integer> perPackage(List<Source> sources) {
        Map<String, Integer> sizes = new TreeMap<>();
        sources.forEach(s -> sizes.merge(s.module() + ": " + s.packageName(), s.types().size(), Integer::sum));
        return sizes;
    }

    private static boolean isLibrary(Source source) {
        return !NO_LIBRARIES.contains(source.module());
    }

    private static List<Source> filter(List<Source> sources, Predicate<Source> wanted) {
        return sources.stream().filter(wanted).toList();
    }

    private static int sum(List<Source> sources, Function<Source, Integer> of) {
        return sources.stream().mapToInt(of::apply).sum();
    }

    /** The median, a high percentile and the largest of some numbers. */
    private static String spread(List<Integer> numbers, int percentile) {
        List<Integer> sorted = numbers.stream().sorted().toList();
        return sorted.isEmpty()
                ? "-"
                : at(sorted, 50) + "/" + at(sorted, percentile) + "/" + sorted.get(sorted.size() - 1);
    }

    private static int at(List<Integer> sorted, int percentile) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percentile / 100));
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    private static String decimal(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.2f", (double) part / whole);
    }

    private static void out(String form, Object... cells) {
        System.out.printf(Locale.ROOT, form, cells);
    }
}
