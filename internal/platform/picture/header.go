package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

type format int

const (
	formatJPEG format = iota
	formatPNG
	formatGIF
	formatWebP
)

// header is what a file says about itself before it is decoded.
type header struct {
	format        format
	width, height int // as stored: not turned upright yet
	orientation   int // EXIF, 1 to 8
	deep          bool
	progressive   bool // JPEG: all coefficients are kept until the end; PNG: interlaced
}

// memory is how much its decoder takes, at most.
func (h header) memory() int64 {
	perPixel := int64(4)
	switch h.format {
	case formatJPEG:
		if h.progressive {
			perPixel = 4 + 3*4
		}
	case formatPNG:
		if h.deep {
			perPixel *= 2
		}
		if h.progressive {
			perPixel *= 2
		}
	case formatGIF:
		perPixel = 5
	case formatWebP:
		perPixel = 10
	}
	return int64(h.width) * int64(h.height) * perPixel
}

// inspect recognises a file by its first bytes, whatever its name or its sender says, and checks the limits.
func inspect(data []byte) (header, error) {
	h := header{orientation: 1}
	var config func(io.Reader) (image.Config, error)
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		h.format, config = formatJPEG, jpeg.DecodeConfig
		h.progressive, h.orientation = scanJPEG(data)
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		h.format, config = formatPNG, png.DecodeConfig
		h.deep, h.progressive, h.orientation = scanPNG(data)
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		h.format, config = formatGIF, gif.DecodeConfig
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		h.format, config = formatWebP, webp.DecodeConfig
		h.orientation = scanWebP(data)
	default:
		return header{}, ErrNotPicture
	}
	c, err := config(bytes.NewReader(data))
	if err != nil {
		return header{}, damaged(err)
	}
	h.width, h.height = c.Width, c.Height
	switch short, long := min(c.Width, c.Height), max(c.Width, c.Height); {
	case short <= 0:
		return header{}, ErrNotPicture
	case int64(short)*int64(long) > MaxPixels:
		return header{}, ErrTooManyPixels
	case long > short*MaxRatio:
		return header{}, ErrBadShape
	}
	return h, nil
}

// damaged names a decoder's error. Files that begin like a picture and go on as something else are damaged as well.
func damaged(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrTruncated.Because(err)
	}
	return ErrTruncated.Detailf("the picture is damaged, or of a kind that cannot be read").Because(err)
}

// scanJPEG walks the segments up to the first scan.
func scanJPEG(data []byte) (progressive bool, orientation int) {
	orientation = 1
	for at := 2; at+4 <= len(data); {
		if data[at] != 0xff {
			return progressive, orientation
		}
		marker := data[at+1]
		if marker == 0xff || marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 { // padding, or no length follows
			at++
			if marker != 0xff {
				at++
			}
			continue
		}
		size := int(binary.BigEndian.Uint16(data[at+2:]))
		if marker == 0xda || marker == 0xd9 || size < 2 || at+2+size > len(data) {
			return progressive, orientation
		}
		segment := data[at+4 : at+2+size]
		switch {
		case marker == 0xc2:
			progressive = true
		case marker == 0xe1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")):
			orientation = exifOrientation(segment[6:])
		}
		at += 2 + size
	}
	return progressive, orientation
}

// scanPNG walks the chunks.
func scanPNG(data []byte) (deep, interlaced bool, orientation int) {
	orientation = 1
	for at := 8; at+12 <= len(data); {
		size := int(binary.BigEndian.Uint32(data[at:]))
		if size < 0 || size > len(data)-at-12 {
			break
		}
		chunk := data[at+8 : at+8+size]
		switch string(data[at+4 : at+8]) {
		case "IHDR":
			if size >= 13 {
				deep, interlaced = chunk[8] == 16, chunk[12] == 1
			}
		case "eXIf":
			orientation = exifOrientation(chunk)
		}
		at += 12 + size
	}
	return deep, interlaced, orientation
}

// scanWebP walks the chunks.
func scanWebP(data []byte) (orientation int) {
	for at := 12; at+8 <= len(data); {
		size := int(binary.LittleEndian.Uint32(data[at+4:]))
		if size < 0 || size > len(data)-at-8 {
			break
		}
		if string(data[at:at+4]) == "EXIF" {
			return exifOrientation(bytes.TrimPrefix(data[at+8:at+8+size], []byte("Exif\x00\x00")))
		}
		at += 8 + size + size%2
	}
	return 1
}

// exifOrientation finds tag 0x0112 in the first directory of a TIFF structure (EXIF 2.32, 4.6.4.A); 1 when there is
// none, or it makes no sense.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	first := int64(order.Uint32(tiff[4:]))
	if first+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[first+2:]
	for range order.Uint16(tiff[first:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 { // SHORT
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}
