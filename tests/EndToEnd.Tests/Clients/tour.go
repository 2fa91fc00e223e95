// A tour of a mailbox by Google's client library for Go: tour ROOT_URL ACCESS_TOKEN. Prints what it saw as JSON.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"sort"
	"strings"

	"golang.org/x/oauth2"
	"google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

type seen map[string]interface{}

func (s seen) step(name string, work func() (interface{}, error)) {
	value, err := work()
	var refused *googleapi.Error
	switch {
	case err == nil:
		s[name] = value
	case errors.As(err, &refused):
		reason := ""
		if len(refused.Errors) > 0 {
			reason = refused.Errors[0].Reason
		}
		s[name] = map[string]interface{}{"status": refused.Code, "reason": reason}
	default:
		s[name] = map[string]interface{}{"broken": err.Error()}
	}
}

func main() {
	root, token := os.Args[1], os.Args[2]
	ctx := context.Background()
	client := oauth2.NewClient(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token}))
	service, err := gmail.NewService(ctx, option.WithHTTPClient(client), option.WithEndpoint(root))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	users := service.Users
	s := seen{}
	profile, err := users.GetProfile("me").Do()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	mail := func(subject string, size int) string {
		return "To: " + profile.EmailAddress + "\r\nSubject: " + subject + "\r\n\r\n" + strings.Repeat("x", size) + "\r\n"
	}
	raw := func(subject string) string { return base64.URLEncoding.EncodeToString([]byte(mail(subject, 10))) }
	s.step("profile", func() (interface{}, error) { return profile, nil })
	s.step("labels", func() (interface{}, error) {
		labels, err := users.Labels.List("me").Do()
		if err != nil {
			return nil, err
		}
		names := []string{}
		for _, label := range labels.Labels {
			names = append(names, label.Name)
		}
		sort.Strings(names)
		return names, nil
	})
	ids := []string{}
	s.step("list", func() (interface{}, error) {
		err := users.Messages.List("me").MaxResults(7).Pages(ctx, func(page *gmail.ListMessagesResponse) error {
			for _, message := range page.Messages {
				ids = append(ids, message.Id)
			}
			return nil
		})
		return ids, err
	})
	for _, format := range []string{"full", "metadata", "raw", "minimal"} {
		format := format
		s.step("get "+format, func() (interface{}, error) { return users.Messages.Get("me", ids[0]).Format(format).Do() })
	}
	s.step("missing", func() (interface{}, error) { return users.Messages.Get("me", "ffffffffffffffff").Do() })
	s.step("imap", func() (interface{}, error) { return users.Settings.GetImap("me").Do() })
	s.step("filters", func() (interface{}, error) { return users.Settings.Filters.List("me").Do() })
	s.step("delegates", func() (interface{}, error) { return users.Settings.Delegates.List("me").Do() })
	labels := func(m *gmail.Message, err error) (interface{}, error) {
		if err != nil {
			return nil, err
		}
		sort.Strings(m.LabelIds)
		return m.LabelIds, nil
	}
	attached := ""
	s.step("insert", func() (interface{}, error) { return labels(users.Messages.Insert("me", &gmail.Message{Raw: raw("Inserted"), LabelIds: []string{"INBOX"}}).Do()) })
	s.step("import", func() (interface{}, error) { return labels(users.Messages.Import("me", &gmail.Message{Raw: raw("Imported")}).Do()) })
	s.step("send", func() (interface{}, error) { return labels(users.Messages.Send("me", &gmail.Message{Raw: raw("Sent")}).Do()) })
	s.step("upload multipart", func() (interface{}, error) {
		text := "To: " + profile.EmailAddress + "\r\nSubject: Multipart\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"m\"\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nHello\r\n" +
			"--m\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF\r\n--m--\r\n"
		m, err := users.Messages.Insert("me", &gmail.Message{LabelIds: []string{"STARRED"}}).Media(strings.NewReader(text), googleapi.ContentType("message/rfc822")).Do()
		if err == nil {
			attached = m.Id
		}
		return labels(m, err)
	})
	s.step("attachment", func() (interface{}, error) {
		m, err := users.Messages.Get("me", attached).Do()
		if err != nil {
			return nil, err
		}
		body, err := users.Messages.Attachments.Get("me", attached, m.Payload.Parts[1].Body.AttachmentId).Do()
		if err != nil {
			return nil, err
		}
		return body.Data, nil
	})
	s.step("upload resumable", func() (interface{}, error) {
		reader := strings.NewReader(mail("Resumable", 600*1024))
		return labels(users.Messages.Send("me", &gmail.Message{}).Media(reader, googleapi.ContentType("message/rfc822"), googleapi.ChunkSize(256*1024)).Do())
	})
	s.step("modify", func() (interface{}, error) {
		return labels(users.Messages.Modify("me", ids[0], &gmail.ModifyMessageRequest{AddLabelIds: []string{"STARRED"}, RemoveLabelIds: []string{"UNREAD"}}).Do())
	})
	s.step("trash", func() (interface{}, error) { return labels(users.Messages.Trash("me", ids[1]).Do()) })
	s.step("delete", func() (interface{}, error) { return "deleted", users.Messages.Delete("me", ids[2]).Do() })
	s.step("drafts", func() (interface{}, error) {
		draft, err := users.Drafts.Create("me", &gmail.Draft{Message: &gmail.Message{Raw: raw("Draft")}}).Do()
		if err != nil {
			return nil, err
		}
		if _, err = users.Drafts.Update("me", draft.Id, &gmail.Draft{}).Media(strings.NewReader(mail("Replaced", 10)), googleapi.ContentType("message/rfc822")).Do(); err != nil {
			return nil, err
		}
		return labels(users.Drafts.Send("me", &gmail.Draft{Id: draft.Id}).Do())
	})
	s.step("batch", func() (interface{}, error) { return batch(client, root, ids[3]) })
	s.step("history", func() (interface{}, error) {
		history, err := users.History.List("me").StartHistoryId(profile.HistoryId).Do()
		if err != nil {
			return nil, err
		}
		added, relabelled, deleted := 0, 0, 0
		for _, record := range history.History {
			added += len(record.MessagesAdded)
			relabelled += len(record.LabelsAdded) + len(record.LabelsRemoved)
			deleted += len(record.MessagesDeleted)
		}
		return []int{added, relabelled, deleted}, nil
	})
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s)
}

// The library has no batches of its own.
func batch(client *http.Client, root, id string) (interface{}, error) {
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	for _, path := range []string{"messages/" + id + "?format=minimal", "messages/ffffffffffffffff"} {
		part, _ := writer.CreatePart(textproto.MIMEHeader{"Content-Type": {"application/http"}})
		fmt.Fprintf(part, "GET /gmail/v1/users/me/%s HTTP/1.1\r\n\r\n", path)
	}
	writer.Close()
	response, err := client.Post(root+"batch/gmail/v1", "multipart/mixed; boundary="+writer.Boundary(), &body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	lines := []string{}
	for _, line := range strings.Split(string(text), "\r\n") {
		if strings.HasPrefix(line, "HTTP/1.1 ") {
			lines = append(lines, line)
		}
	}
	return lines, err
}
