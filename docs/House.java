import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Measures the sources of a checkout and prints one line for each module, then the targets beside what was found. One file, run
 * as it is: {@code java docs/House.java [folder]}. Sources are read by the JDK's own parser, so strings, text blocks, records
 * and lambdas are what they are; only comments, which the parser throws away, are found by {@link Lines}.
 *
 * <p>Main trees only, but for what is said of tests. A line of code holds something that is neither blank nor comment; a
 * comment line holds a comment and no code. A method counts what stands between its braces. Two top-level types are in a
 * circle when each can be reached from the other by the names in their sources; so are packages.
 */
final class House {

    /** Not libraries: programs, and what only tests use. */
    private static final Set<String> NO_LIBRARIES =
            Set.of("examples", "benchmarks", "cli", "server", "tck", "test-support");

    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

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
        List<Type> all = sources.stream().flatMap(s -> s.types().stream()).toList();
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
                spread(sources.stream().flatMap(s -> s.methods().stream()).map(Method::lines).toList(), 99),
                percent(hidden, all.size()),
                circle + "/" + all.size(),
                perPackage(sources).values().stream().mapToInt(i -> i).max().orElse(0),
                all.size() - hidden + "/" + sum(sources, s -> (int) s.methods().stream()
                        .filter(Method::isPublic)
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
        List<Method> longest = main.stream()
                .flatMap(s -> s.methods().stream())
                .sorted(Comparator.comparing(Method::lines).reversed())
                .toList();
        List<String> tooLong = longest.stream().filter(m -> m.lines() > 40).map(Method::toString).toList();
        target("longest method, lines", longest.get(0).lines(), "<= 40", tooLong.isEmpty(), tooLong);
        targetsOfTests();
    }

    private void targetsOfTests() {
        Set<String> names = main.stream().flatMap(s -> s.names().stream()).collect(Collectors.toSet());
        List<String> classes = tests.stream()
                .flatMap(s -> s.types().stream())
                .map(Type::simpleName)
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
                .filter(Method::isTest)
                .map(Method::name)
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

    /** A top-level type. */
    record Type(String name, boolean isPublic) {

        String simpleName() {
            return name.substring(name.lastIndexOf('.') + 1);
        }
    }

    /** A method or constructor that has a body. */
    record Method(String name, int lines, boolean isPublic, boolean isTest) {

        @Override
        public String toString() {
            return name + " " + lines;
        }
    }

    /** Lines in all, those with code, and those with a comment only. */
    record Lines(int all, int code, int comment) {

        /** Follows comments, strings, text blocks and character literals through a source. */
        static Lines of(String source) {
            int all = 0;
            int code = 0;
            int comment = 0;
            boolean inComment = false;
            boolean inText = false;
            for (String line : source.split("\n", -1)) {
                boolean hasCode = false;
                boolean hasComment = inComment && !line.isBlank();
                for (int i = 0; i < line.length(); i++) {
                    if (inComment) {
                        if (line.startsWith("*/", i)) {
                            inComment = false;
                            i++;
                        }
                    } else if (inText) {
                        hasCode |= !Character.isWhitespace(line.charAt(i));
                        if (line.charAt(i) == '\\') {
                            i++;
                        } else if (line.startsWith("\"\"\"", i)) {
                            inText = false;
                            i += 2;
                        }
                    } else if (line.startsWith("//", i)) {
                        hasComment = true;
                        break;
                    } else if (line.startsWith("/*", i)) {
                        hasComment = true;
                        inComment = true;
                        i++;
                    } else if (line.startsWith("\"\"\"", i)) {
                        hasCode = true;
                        inText = true;
                        i += 2;
                    } else if (line.charAt(i) == '"' || line.charAt(i) == '\'') {
                        hasCode = true;
                        i = endOfLiteral(line, i);
                    } else {
                        hasCode |= !Character.isWhitespace(line.charAt(i));
                    }
                }
                all++;
                code += hasCode ? 1 : 0;
                comment += hasComment && !hasCode ? 1 : 0;
            }
            return new Lines(source.endsWith("\n") ? all - 1 : all, code, comment);
        }

        private static int endOfLiteral(String line, int start) {
            int i = start + 1;
            while (i < line.length() && line.charAt(i) != line.charAt(start)) {
                i += line.charAt(i) == '\\' ? 2 : 1;
            }
            return i;
        }
    }

    /** What one file holds: names are those of all its types, nested ones too; uses are the names that may be types'. */
    record Source(
            String module,
            String packageName,
            Lines lines,
            List<Type> types,
            Set<String> names,
            List<Method> methods,
            Set<String> imports,
            Set<String> uses) {

        static List<Source> parse(String module, Path tree) throws IOException {
            List<Path> files = List.of();
            if (Files.isDirectory(tree)) {
                try (Stream<Path> walk = Files.walk(tree)) {
                    files = walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
                }
            }
            List<Source> sources = new ArrayList<>();
            if (!files.isEmpty()) {
                JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
                try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
                    JavacTask task = (JavacTask) compiler.getTask(
                            null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
                    SourcePositions positions = Trees.instance(task).getSourcePositions();
                    for (CompilationUnitTree unit : task.parse()) {
                        sources.add(new Reader(module, unit, positions).read());
                    }
                }
            }
            return sources;
        }
    }

    /** Goes through the tree of one file. */
    static final class Reader extends TreeScanner<Void, Void> {

        private final String module;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String packageName;
        private final List<Type> types = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private final List<Method> methods = new ArrayList<>();
        private final Set<String> imports = new TreeSet<>();
        private final Set<String> uses = new TreeSet<>();

        Reader(String module, CompilationUnitTree unit, SourcePositions positions) {
            this.module = module;
            this.unit = unit;
            this.positions = positions;
            this.packageName = String.valueOf(unit.getPackageName());
        }

        Source read() throws IOException {
            for (Tree tree : unit.getTypeDecls()) {
                if (tree instanceof ClassTree type) {
                    boolean open = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
                    types.add(new Type(packageName + "." + type.getSimpleName(), open));
                }
            }
            scan(unit, null);
            Lines lines = Lines.of(unit.getSourceFile().getCharContent(true).toString());
            return new Source(module, packageName, lines, types, names, methods, imports, uses);
        }

        @Override
        public Void visitImport(ImportTree tree, Void nothing) {
            imports.add(tree.getQualifiedIdentifier().toString());
            return null;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            names.add(tree.getSimpleName().toString());
            return super.visitClass(tree, nothing);
        }

        @Override
        public Void visitMethod(MethodTree tree, Void nothing) {
            if (tree.getBody() != null && positions.getEndPosition(unit, tree.getBody()) >= 0) {
                long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree.getBody()));
                long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree.getBody()));
                int lines = (int) Math.max(last - first - 1, last == first ? 1 : 0);
                ModifiersTree modifiers = tree.getModifiers();
                boolean open = modifiers.getFlags().contains(Modifier.PUBLIC);
                boolean test = modifiers.getAnnotations().stream()
                        .map(AnnotationTree::getAnnotationType)
                        .anyMatch(type -> TEST_ANNOTATIONS.contains(type.toString()));
                methods.add(new Method(tree.getName().toString(), lines, open, test));
            }
            return super.visitMethod(tree, nothing);
        }

        @Override
        public Void visitIdentifier(IdentifierTree tree, Void nothing) {
            uses.add(tree.getName().toString());
            return null;
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
            uses.add(tree.toString());
            return super.visitMemberSelect(tree, nothing);
        }
    }

    /** Who names whom. */
    record Graph(Map<String, Set<String>> edges, List<Set<String>> circles) {

        static Graph of(Map<String, Set<String>> edges) {
            return new Graph(edges, new Circles(edges).find());
        }

        static Graph ofTypes(List<Source> sources) {
            Map<String, Set<String>> edges = new LinkedHashMap<>();
            sources.forEach(s -> s.types().forEach(type -> edges.put(type.name(), new TreeSet<>())));
            for (Source source : sources) {
                Set<String> named = new TreeSet<>();
                source.imports().forEach(name -> typeOf(name, edges.keySet()).ifPresent(named::add));
                Set<String> imported =
                        named.stream().map(name -> name.substring(name.lastIndexOf('.') + 1)).collect(Collectors.toSet());
                for (String use : source.uses()) {
                    boolean own = source.names().contains(use) || imported.contains(use);
                    String name = own || use.contains(".") ? use : source.packageName() + "." + use;
                    typeOf(name, edges.keySet()).ifPresent(named::add);
                }
                source.types().forEach(type -> {
                    Set<String> others = edges.get(type.name());
                    others.addAll(named);
                    others.remove(type.name());
                });
            }
            return of(edges);
        }

        /** The top-level type that a full name is, or is inside of. */
        private static Optional<String> typeOf(String name, Set<String> known) {
            for (String rest = name; rest.contains("."); rest = rest.substring(0, rest.lastIndexOf('.'))) {
                if (known.contains(rest)) {
                    return Optional.of(rest);
                }
            }
            return Optional.empty();
        }

        Set<String> circular() {
            return circles.stream().flatMap(Set::stream).collect(Collectors.toSet());
        }

        Graph ofPackages() {
            Map<String, Set<String>> packages = new TreeMap<>();
            edges.forEach((from, to) -> {
                Set<String> others = packages.computeIfAbsent(packageOf(from), name -> new TreeSet<>());
                to.stream().map(Graph::packageOf).filter(name -> !name.equals(packageOf(from))).forEach(others::add);
            });
            return of(packages);
        }

        private static String packageOf(String type) {
            return type.substring(0, type.lastIndexOf('.'));
        }
    }

    /** Tarjan's strongly connected components, those of one member left out. */
    static final class Circles {

        private final Map<String, Set<String>> edges;
        private final Map<String, Integer> index = new HashMap<>();
        private final Map<String, Integer> low = new HashMap<>();
        private final Deque<String> stack = new ArrayDeque<>();
        private final List<Set<String>> found = new ArrayList<>();

        Circles(Map<String, Set<String>> edges) {
            this.edges = edges;
        }

        List<Set<String>> find() {
            edges.keySet().stream().filter(node -> !index.containsKey(node)).forEach(this::visit);
            return found;
        }

        private void visit(String node) {
            index.put(node, index.size());
            low.put(node, index.get(node));
            stack.push(node);
            for (String next : edges.getOrDefault(node, Set.of())) {
                if (!index.containsKey(next)) {
                    visit(next);
                    low.merge(node, low.get(next), Math::min);
                } else if (stack.contains(next)) {
                    low.merge(node, index.get(next), Math::min);
                }
            }
            if (low.get(node).equals(index.get(node))) {
                Set<String> members = new TreeSet<>();
                do {
                    members.add(stack.peek());
                } while (!stack.pop().equals(node));
                if (members.size() > 1) {
                    found.add(members);
                }
            }
        }
    }
}
