import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

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
}
