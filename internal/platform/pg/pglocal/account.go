package pglocal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// account is the operating system's user as whom PostgreSQL runs, and the one as whom this program connects.
type account struct {
	uid, gid int
	drop     bool   // this program is root and PostgreSQL runs as uid
	client   string // name of the user who runs this program
}

// accountFor chooses the account: ourselves; or, when we are root, the owner of the cluster that is there already, else
// postgres, else nobody.
func accountFor(dir string) (account, error) {
	me, err := user.Current()
	if err != nil {
		return account{}, fmt.Errorf("the user who runs this program (uid %d) has no name, and PostgreSQL wants one: "+
			"add a line to /etc/passwd: %w", os.Geteuid(), err)
	}
	a := account{uid: os.Geteuid(), gid: os.Getegid(), client: me.Username}
	owner, exists, err := ownerOf(filepath.Join(dir, "data"))
	if err != nil {
		return account{}, err
	}
	if a.uid != 0 {
		if exists && owner != a.uid {
			return account{}, fmt.Errorf("the cluster belongs to uid %d and this program runs as uid %d: "+
				"run it as that user, or hand the folder over with chown -R", owner, a.uid)
		}
		return a, nil
	}
	a.drop = true
	if exists && owner != 0 {
		u, err := user.LookupId(strconv.Itoa(owner))
		if err != nil {
			return account{}, fmt.Errorf("the cluster's owner: %w", err)
		}
		return a.as(u)
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return a.as(u)
		}
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and this machine has neither a user postgres nor a " +
		"user nobody to run it as")
}

func (a account) as(u *user.User) (account, error) {
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return a, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return a, err
	}
	a.uid, a.gid = uid, gid
	return a, nil
}

func ownerOf(path string) (uid int, exists bool, err error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false, fmt.Errorf("the owner of %s cannot be told on this system", path)
	}
	return int(st.Uid), true, nil
}

// makeFolder makes the cluster's folder, which nobody else may look into.
func (a account) makeFolder(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil { // #nosec G301 -- to be walked through by the database's own user; what is inside is closed
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if !a.drop {
		return nil
	}
	if err := os.Chown(dir, a.uid, a.gid); err != nil {
		return err
	}
	return a.mayReach(filepath.Dir(dir))
}

// mayReach checks that the account may pass through every folder on the way: PostgreSQL itself would only say
// "permission denied" of a file in the end.
func (a account) mayReach(dir string) error {
	for {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			return nil // PostgreSQL will say it
		}
		bit := uint32(0o001)
		if int(st.Uid) == a.uid {
			bit = 0o100
		} else if int(st.Gid) == a.gid {
			bit = 0o010
		}
		if uint32(info.Mode().Perm())&bit == 0 {
			return fmt.Errorf("as root, PostgreSQL runs as uid %d, who may not pass through %s (mode %04o): "+
				"choose a folder elsewhere, such as /var/lib/comptoir, or run this program as an ordinary user, or chmod o+x %s",
				a.uid, dir, info.Mode().Perm(), dir)
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return nil
	}
}

// credential is what the child process becomes; nil when it stays who we are.
func (a account) credential() *syscall.Credential {
	if !a.drop {
		return nil
	}
	return &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} // #nosec G115 -- numbers of a user, from the system
}

// socket is the folder of the Unix socket.
type socket struct {
	dir   string
	apart bool // outside the cluster's folder
}

// socketPathLimit is the longest path of a Unix socket that every system accepts (104 bytes with the final zero on macOS
// and the BSDs, 108 on Linux).
const socketPathLimit = 103

// makeSocket makes the socket's folder: inside the cluster's, or, where that path is too long for a socket, one in /tmp
// whose name follows from the cluster's path.
func (a account) makeSocket(clusterDir string) (socket, error) {
	s := socket{dir: filepath.Join(clusterDir, "socket")}
	if len(s.dir)+len("/.s.PGSQL.5432") > socketPathLimit {
		sum := sha256.Sum256([]byte(clusterDir))
		s = socket{dir: fmt.Sprintf("/tmp/comptoir-%d-%s", a.uid, hex.EncodeToString(sum[:6])), apart: true}
	}
	if err := os.Mkdir(s.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return s, err
	}
	// In /tmp somebody else may have been faster: it must be a folder, of ours, closed to others.
	info, err := os.Lstat(s.dir)
	if err != nil {
		return s, err
	}
	owner, _, err := ownerOf(s.dir)
	if err != nil {
		return s, err
	}
	if !info.IsDir() || info.Mode().Perm() != 0o700 || owner != a.uid && owner != os.Geteuid() {
		return s, fmt.Errorf("the socket's folder %s is not ours: remove it", s.dir)
	}
	if a.drop {
		if err := os.Lchown(s.dir, a.uid, a.gid); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s socket) remove() error {
	if !s.apart {
		return nil
	}
	return os.RemoveAll(s.dir)
}

// How long lockFolder waits for a folder that another program has: lockTries × lockPause.
const (
	lockTries = 20
	lockPause = 50 * time.Millisecond
)

// lockFolder takes the folder for this process until the file is closed, which the end of the process does as well.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 -- a path of the operator or of the program itself
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	// A child of this program that is being started holds every open file until it becomes another program: a lock that was
	// let go just now may stand for a moment.
	for tries := 0; errors.Is(err, syscall.EWOULDBLOCK) && tries < lockTries; tries++ {
		time.Sleep(lockPause)
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("locking the folder: %w", err)
	}
	return f, nil
}
