package providertest

// Providers served from this process.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// serveTimeout bounds how long a server may take to start or to stop.
const serveTimeout = 20 * time.Second

// reattach tells the CLI where a running provider listens. The field names are
// those of TF_REATTACH_PROVIDERS.
type reattach struct {
	Protocol        string
	ProtocolVersion int
	Pid             int
	Test            bool
	Addr            reattachAddr
}

type reattachAddr struct {
	Network string
	String  string
}

// sinkT lets TF_LOG govern what the servers log; without it they
// would log everything. It
// is a testing.TB with the one method more that the server's interface wants.
type sinkT struct{ testing.TB }

// Parallel does nothing.
func (sinkT) Parallel() {}

// serveAll starts a server for each provider and returns the value for
// TF_REATTACH_PROVIDERS, with each provider under every host, and a function
// that stops the servers.
func serveAll(t testing.TB, providers map[string]Factory) (string, func(), error) {
	ctx, cancel := context.WithCancel(t.Context())
	var closed []chan struct{}
	stop := func() {
		cancel()
		deadline := time.After(serveTimeout)
		for _, ch := range closed {
			select {
			case <-ch:
			case <-deadline:
				t.Error("providertest: a provider server did not stop")
				return
			}
		}
	}
	addresses := make(map[string]reattach, len(hosts)*len(providers))
	for source, factory := range providers {
		at, ch, err := serve(ctx, t, source, factory)
		if err != nil {
			stop()
			return "", nil, fmt.Errorf("provider %s: %w", source, err)
		}
		closed = append(closed, ch)
		for _, host := range hosts {
			addresses[host+"/"+source] = at
		}
	}
	value, err := json.Marshal(addresses)
	if err != nil {
		stop()
		return "", nil, err
	}
	return string(value), stop, nil
}

// serve starts one server. It runs until ctx ends and then closes the channel.
func serve(ctx context.Context, t testing.TB, source string, factory Factory) (reattach, chan struct{}, error) {
	server, err := factory()
	if err != nil {
		return reattach{}, nil, err
	}
	config := make(chan *plugin.ReattachConfig)
	closed := make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(hosts[0]+"/"+source,
			func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, config, closed),
			tf6server.WithGoPluginLogger(hclog.NewNullLogger()),
			tf6server.WithLoggingSink(sinkT{t}),
		)
	}()
	select {
	case c := <-config:
		if c == nil {
			return reattach{}, nil, errors.New("no address to reattach to")
		}
		return reattach{
			Protocol:        string(c.Protocol),
			ProtocolVersion: c.ProtocolVersion,
			Pid:             c.Pid,
			Test:            c.Test,
			Addr:            reattachAddr{Network: c.Addr.Network(), String: c.Addr.String()},
		}, closed, nil
	case err := <-failed:
		return reattach{}, nil, fmt.Errorf("the server ended at once: %w", err)
	case <-time.After(serveTimeout):
		return reattach{}, nil, errors.New("the server did not start")
	}
}
