// Command packaging loads the files for Docker Compose and Kubernetes with the types that these programs have for them: what they would
// refuse, an unknown member or a value of another type, ends it.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	folder := os.Args[1]
	compose(filepath.Join(folder, "docker-compose.yml"))
	kubernetes(filepath.Join(folder, "kubernetes.yaml"))
}

func compose(file string) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithEnv([]string{
		"POSTGRES_PASSWORD=x", "BOOTSTRAP_ADMIN_API_KEY=x", "VES_SEQUENCER_SIGNING_KEYS=x"}))
	check(err)
	project, err := options.LoadProject(context.Background())
	check(err)
	for name, service := range project.Services {
		fmt.Printf("%s: service %s\n", file, name)
		if service.Build != nil {
			_, err := os.Stat(filepath.Join(service.Build.Context, service.Build.Dockerfile))
			check(err)
		}
	}
}

func kubernetes(file string) {
	text, err := os.ReadFile(file)
	check(err)
	for _, document := range bytes.Split(text, []byte("\n---\n")) {
		var kind struct{ Kind string }
		check(yaml.Unmarshal(document, &kind))
		var object any
		switch kind.Kind {
		case "Deployment":
			object = &appsv1.Deployment{}
		case "Service":
			object = &corev1.Service{}
		default:
			check(fmt.Errorf("%s: nothing checks a %q", file, kind.Kind))
		}
		check(yaml.UnmarshalStrict(document, object))
		fmt.Printf("%s: %s\n", file, kind.Kind)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
